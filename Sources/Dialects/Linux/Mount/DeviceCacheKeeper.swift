import Glibc
import Misc
import Node
import Store

/// Keeps the device cache from one scan to the next, so that `-r` doesn't build it again each time. For builds
/// with HASDCACHE.
final class DeviceCacheKeeper: Sendable {
  private let cache = Locked<DeviceCache?>(nil)

  /// Names for a scan.
  func names(
    _ request: Request, _ probe: GuardedProbe, mounts: [Mount], _ diagnostics: Diagnostics
  ) -> DeviceNames {
    let cache = cache.withLock { cache in
      if let cache { return cache }
      let made = Self.make(request, probe, mounts: mounts, diagnostics)
      cache = made
      return made
    }
    return DeviceNames(cache) { try? probe.status(of: $0, followsLinks: true).get() }
  }

  private static func make(
    _ request: Request, _ probe: GuardedProbe, mounts: [Mount], _ diagnostics: Diagnostics
  ) -> DeviceCache {
    let settings = DeviceCacheSettings.ofBuild
    let paths = DeviceCachePaths(settings, named: request.deviceCache.path, user: .current(settings))
    // Of the file systems that are mounted in /dev only that of the terminals is entered.
    let terminals = Bytes("devpts")
    let avoided = Set(mounts.filter { $0.fileSystem != terminals }.map(\.directory))
    let cache = DeviceCache(
      request.deviceCache, paths: paths, realUserID: getuid(),
      source: .system(Bytes("/dev"), avoiding: avoided, probe, diagnostics), diagnostics: diagnostics)
    if request.deviceCache.isGiven { cache.prepare() }
    return cache
  }
}
