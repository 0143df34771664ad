import Glibc
import Misc
import Store
import Version

extension DeviceCache {
  /// What the cache asks of the system.
  public struct Source: Sendable {
    /// Walks through /dev.
    var gather: @Sendable () -> DeviceTable
    /// lstat(2), or nil.
    var status: @Sendable (Bytes) -> FileStatus?
    /// The device that /dev is on and when it was changed last.
    var directory: @Sendable () -> (device: DeviceNumber, changed: DeviceCacheFile.Time)?
    /// Whether a file may be opened without waiting for long: its file system answers.
    var answers: @Sendable (Bytes) -> Bool
  }
}

extension DeviceCache.Source {
  /// The devices in `directory` and below it, but not in `avoided` directories. Its files are asked for by `probe`.
  public static func system(
    _ directory: Bytes, avoiding avoided: Set<Bytes>, _ probe: any PathProbe, _ diagnostics: Diagnostics
  ) -> Self {
    let walk = DeviceWalk(
      isAvoided: { avoided.contains($0) },
      warn: { path, error in
        if !Build.warnsOfDevices { return }
        diagnostics.warning {
          $0.append("can't read ")
          diagnostics.escaper.append(path, to: &$0)
          $0.append(": ")
          $0.append(error.text)
        }
      })
    return Self(
      gather: { walk.table(of: directory) },
      status: { try? probe.status(of: $0, followsLinks: false).get() },
      directory: {
        var status = stat()
        if Path(directory).withPointer({ stat($0, &status) }) != 0 { return nil }
        let changed = max(
          DeviceCacheFile.Time(status.st_mtim), DeviceCacheFile.Time(status.st_ctim))
        return (FileStatus(status).device, changed)
      },
      answers: { path in
        switch probe.status(of: path, followsLinks: false) {
        case .success: true
        case .failure(let error): error != .timedOut && error != .wouldBlock
        }
      })
  }
}
