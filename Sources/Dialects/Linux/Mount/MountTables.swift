import Misc
import Store

/// The mounts by their IDs (`mnt_id` in fdinfo, stx_mnt_id of statx(2)), which are unique on a machine for as long as
/// the mounts are there: those of the lister's mount namespace, and of others as they are met.
final class MountTables: Sendable {
  /// Nil for a mount that is in no table that was read.
  private let known: Locked<[UInt64: Mount?]>
  /// The lister's, by device.
  private let own: [DeviceNumber: [Mount]]
  /// Of those, the ones whose files may have other devices.
  private let mixed: [Mount]

  /// `mounts` are the lister's.
  init(_ mounts: [Mount]) {
    known = Locked(Self.table(mounts))
    own = Dictionary(grouping: mounts, by: \.device)
    mixed = mounts.filter { !$0.traits.isDisjoint(with: .mixesDevices) }
  }

  /// A mount that a process has a file on: one of another mount namespace is in its own table. `process` is the
  /// directory of it in procfs.
  func mount(_ id: UInt64, seenBy process: Bytes) -> Mount? {
    if id == 0 { return nil }
    return known.withLock { known in
      if let mount = known[id] { return mount }
      var reader = FileReader()
      // What can't be read is empty.
      try? reader.read(Path(process + Bytes("/mountinfo")))
      known.merge(Self.table(MountInfo.mounts(reader.contents))) { old, _ in old }
      if let mount = known[id] { return mount }
      // It may be mounted nowhere any more, or be one of the kernel's own.
      known.updateValue(nil, forKey: id)
      return nil
    }
  }

  /// The mount of the lister's that a file on this device is on, by its path; of several at one place the last, which
  /// hides the others.
  func mount(of device: DeviceNumber, at path: Span<UInt8>) -> Mount? {
    Self.deepest(own[device] ?? mixed, above: path)
  }

  private static func deepest(_ mounts: [Mount], above path: Span<UInt8>) -> Mount? {
    var found: Mount?
    for mount in mounts where isAbove(mount.directory, path) {
      if mount.directory.count >= found?.directory.count ?? 0 { found = mount }
    }
    return found
  }

  private static func isAbove(_ directory: Bytes, _ path: Span<UInt8>) -> Bool {
    guard path.starts(with: directory) else { return false }
    return directory.count == path.count || directory == [slash] || path[directory.count] == slash
  }

  private static let slash = UInt8(ascii: "/")

  private static func table(_ mounts: [Mount]) -> [UInt64: Mount?] {
    Dictionary(mounts.map { (UInt64($0.id), $0) }) { _, last in last }
  }
}
