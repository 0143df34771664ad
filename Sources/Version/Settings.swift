/// The settings, with the defaults that upstream has on Linux.
///
/// `Configure` writes `Configured.swift` beside this file: an extension of ``Settings`` whose members take the
/// place of these. It may be edited. Without that file the defaults are in force.
@usableFromInline protocol DefaultSettings {}

extension DefaultSettings {
  @inlinable static var hasSecurity: Bool { false }
  @inlinable static var hasNoSocketSecurity: Bool { false }
  @inlinable static var warnsByDefault: Bool { true }
  @inlinable static var warnsOfDevices: Bool { false }
  @inlinable static var hasDeviceCache: Bool { false }
  @inlinable static var deviceCacheVariable: StaticString? { "LSOFDEVCACHE" }
  @inlinable static var personalCacheFormat: StaticString? { "%h/%p.lsof_%L" }
  @inlinable static var personalCacheVariable: StaticString? { "LSOFPERSDCPATH" }
  @inlinable static var systemCache: StaticString? { nil }
  @inlinable static var kernelRelease: StaticString? { nil }
  @inlinable static var restrictsSkippingInternetTables: Bool { false }
  @inlinable static var showsPortmapByDefault: Bool { false }
  @inlinable static var hasPortmap: Bool { true }
  @inlinable static var hasContexts: Bool { true }
  @inlinable static var bpf: StaticString? { "auto" }
}

@usableFromInline enum Settings: DefaultSettings {}
