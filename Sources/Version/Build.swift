/// What this build is configured to do.
///
/// These are always the same members, so that modules which were compiled before a change of the settings
/// ask for the right ones.
public enum Build {
  /// Only root may list other users' files (HASSECURITY).
  @inlinable public static var hasSecurity: Bool { Settings.hasSecurity }
  /// With ``hasSecurity``: anyone may list anyone's sockets that `-i` selects (HASNOSOCKSECURITY).
  @inlinable public static var hasNoSocketSecurity: Bool { Settings.hasNoSocketSecurity }
  /// Warnings are shown unless `-w` turns them off (WARNINGSTATE).
  @inlinable public static var warnsByDefault: Bool { Settings.warnsByDefault }
  /// With ``hasDeviceCache``: warns of what can't be read in /dev (WARNDEVACCESS).
  @inlinable public static var warnsOfDevices: Bool { Settings.warnsOfDevices }
  /// Devices are known by number, from a table of the nodes in /dev that is kept in a file (HASDCACHE).
  @inlinable public static var hasDeviceCache: Bool { Settings.hasDeviceCache }
  /// The environment variable with the cache's path (HASENVDC).
  @inlinable public static var deviceCacheVariable: StaticString? { Settings.deviceCacheVariable }
  /// The form of the path of a user's own cache (HASPERSDC).
  @inlinable public static var personalCacheFormat: StaticString? { Settings.personalCacheFormat }
  /// The environment variable that `%p` in ``personalCacheFormat`` stands for (HASPERSDCPATH).
  @inlinable public static var personalCacheVariable: StaticString? { Settings.personalCacheVariable }
  /// The path of a cache for all users, which is never written (HASSYSDC).
  @inlinable public static var systemCache: StaticString? { Settings.systemCache }
  /// The release of the kernel that the build was configured on, to be warned of another (HASKERNIDCK).
  @inlinable public static var kernelRelease: StaticString? { Settings.kernelRelease }
  /// Only root may use `-X` (HASXOPT_ROOT).
  @inlinable public static var restrictsSkippingInternetTables: Bool {
    Settings.restrictsSkippingInternetTables
  }
  /// Registered portmapper names are shown unless `-M` turns them off (HASPMAPENABLED).
  @inlinable public static var showsPortmapByDefault: Bool { Settings.showsPortmapByDefault }
  /// `+M` asks the portmapper through libtirpc.
  @inlinable public static var hasPortmap: Bool { Settings.hasPortmap }
  /// SELinux contexts can be listed and selected.
  @inlinable public static var hasContexts: Bool { Settings.hasContexts }
  /// When open files are read by BPF: `auto` where that takes less time, `asked` after --scan=bpf; nil for never
  /// (HASBPF).
  @inlinable public static var bpf: StaticString? { Settings.bpf }
}
