import Misc
import Store

/// Finds the mounts that a path or a block device stands for.
struct MountTable {
  private let mounts: [Mount]
  private var byDirectory: [Bytes: Int] = [:]
  /// Devices whose directories list the inode numbers that stat gives.
  private var plainDevices: Set<DeviceNumber> = []

  /// `mounts` in the kernel's order.
  init(_ mounts: [Mount]) {
    self.mounts = mounts.filter(Self.counts)
    // Of mounts on one directory, the last hides the others.
    for (index, mount) in self.mounts.enumerated() {
      byDirectory[mount.directory] = index
      if Self.plainFileSystems.contains(mount.fileSystem) { plainDevices.insert(mount.device) }
    }
  }

  private static let plainFileSystems: [Bytes] = [
    Bytes("ext2"), Bytes("ext3"), Bytes("ext4"), Bytes("f2fs"), Bytes("tmpfs"), Bytes("xfs"),
  ]

  /// Whether a directory on this device lists the inode numbers that stat gives.
  func listsInodes(_ device: DeviceNumber) -> Bool { plainDevices.contains(device) }

  /// An automounter's entries are no file systems yet.
  private static func counts(_ mount: Mount) -> Bool {
    let hollow: [Bytes] = [Bytes("autofs"), Bytes("pipefs"), Bytes("sockfs")]
    return !hollow.contains(mount.fileSystem)
  }

  func mount(at directory: Bytes) -> Mount? { byDirectory[directory].map { mounts[$0] } }

  /// The visible mounts whose source is `path` once its links are resolved, or which have `device`.
  func mounts(of path: Bytes, device: DeviceNumber?, _ links: LinkResolver) -> [Mount] {
    mounts.enumerated().filter { index, mount in
      if byDirectory[mount.directory] != index { return false }
      if let device, mount.device == device { return true }
      if mount.source == path { return true }
      return mount.source.first == UInt8(ascii: "/") && links.resolve(mount.source) == path
    }.map(\.element)
  }
}
