/// What a build can be configured to do, with the defaults that upstream has on Linux.
///
/// `Configure` writes `Configured.swift` beside this file: an extension of ``Build`` whose members
/// take the place of these. Without that file the defaults are in force.
public protocol BuildDefaults {}

extension BuildDefaults {
  /// Only root may list other users' files (HASSECURITY).
  @inlinable public static var hasSecurity: Bool { false }
  /// With ``hasSecurity``: anyone may list anyone's sockets that `-i` selects (HASNOSOCKSECURITY).
  @inlinable public static var hasNoSocketSecurity: Bool { false }
  /// Warnings are shown unless `-w` turns them off (WARNINGSTATE).
  @inlinable public static var warnsByDefault: Bool { true }
  /// Only root may use `-X` (HASXOPT_ROOT).
  @inlinable public static var restrictsSkippingInternetTables: Bool { false }
  /// Registered portmapper names are shown unless `-M` turns them off (HASPMAPENABLED).
  @inlinable public static var showsPortmapByDefault: Bool { false }
  /// `+M` asks the portmapper through libtirpc.
  @inlinable public static var hasPortmap: Bool { true }
  /// SELinux contexts can be listed and selected.
  @inlinable public static var hasContexts: Bool { true }
}

/// The settings of this build.
public enum Build: BuildDefaults {}
