import Misc
import Store

/// The devices of mounts by their IDs (`mnt_id` in fdinfo, stx_mnt_id of statx(2)), which are unique on a machine
/// for as long as the mounts are there.
final class MountDevices: Sendable {
  /// Nil for a mount that is in no table that was read.
  private let known: Locked<[UInt64: DeviceNumber?]>

  /// `mounts` are the lister's.
  init(_ mounts: [Mount]) { known = Locked(Self.table(mounts)) }

  /// The device of a mount that a process has a file on: one of another mount namespace is in its own table.
  /// `process` is the directory of it in procfs.
  func device(ofMount id: UInt64, seenBy process: Bytes) -> DeviceNumber? {
    if id == 0 { return nil }
    return known.withLock { known in
      if let device = known[id] { return device }
      var reader = FileReader()
      // What can't be read is empty.
      try? reader.read(Path(process + Bytes("/mountinfo")))
      known.merge(Self.table(MountInfo.mounts(reader.contents))) { old, _ in old }
      if let device = known[id] { return device }
      // It may be mounted nowhere any more.
      known.updateValue(nil, forKey: id)
      return nil
    }
  }

  private static func table(_ mounts: [Mount]) -> [UInt64: DeviceNumber?] {
    Dictionary(mounts.map { (UInt64($0.id), $0.device) }) { _, last in last }
  }
}
