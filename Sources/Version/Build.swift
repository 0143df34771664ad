/// What a build can be configured to do, with the defaults that upstream has on Linux.
///
/// `Configure` writes `Configured.swift` beside this file: an extension of ``Build`` whose members
/// take the place of these. It may be edited. Without that file the defaults are in force.
public protocol BuildDefaults {}

extension BuildDefaults {
  /// Only root may list other users' files (HASSECURITY).
  @inlinable public static var hasSecurity: Bool { false }
  /// With ``hasSecurity``: anyone may list anyone's sockets that `-i` selects (HASNOSOCKSECURITY).
  @inlinable public static var hasNoSocketSecurity: Bool { false }
  /// Warnings are shown unless `-w` turns them off (WARNINGSTATE).
  @inlinable public static var warnsByDefault: Bool { true }
  /// With ``hasDeviceCache``: warns of what can't be read in /dev (WARNDEVACCESS).
  @inlinable public static var warnsOfDevices: Bool { false }
  /// Devices are known by number, from a table of the nodes in /dev that is kept in a file (HASDCACHE).
  @inlinable public static var hasDeviceCache: Bool { false }
  /// The environment variable with the cache's path (HASENVDC).
  @inlinable public static var deviceCacheVariable: StaticString? { "LSOFDEVCACHE" }
  /// The form of the path of a user's own cache (HASPERSDC).
  @inlinable public static var personalCacheFormat: StaticString? { "%h/%p.lsof_%L" }
  /// The environment variable that `%p` in ``personalCacheFormat`` stands for (HASPERSDCPATH).
  @inlinable public static var personalCacheVariable: StaticString? { "LSOFPERSDCPATH" }
  /// The path of a cache for all users, which is never written (HASSYSDC).
  @inlinable public static var systemCache: StaticString? { nil }
  /// The release of the kernel that the build was configured on, to be warned of another (HASKERNIDCK).
  @inlinable public static var kernelRelease: StaticString? { nil }
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
