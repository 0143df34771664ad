import Store

/// The instances of devpts, of which each numbers its pseudoterminals from 0 (the kernel's
/// Documentation/filesystems/devpts.rst).
struct DevptsMounts: Sendable {
  private let mounts: [(directory: Bytes, device: DeviceNumber)]
  /// The devices of all other file systems.
  private let others: Set<DeviceNumber>

  /// `mounts` are those that the lister sees.
  init(_ mounts: [Mount]) {
    let type = Bytes("devpts")
    self.mounts = mounts.filter { $0.fileSystem == type }.map { ($0.directory, $0.device) }
    others = Set(mounts.filter { $0.fileSystem != type }.map(\.device))
  }

  /// The instance to which a master belongs: that which its file is on. A device file on another file system leads
  /// to the instance on `pts` beside it (fs/devpts/inode.c, devpts_mntget).
  func instance(ofMaster file: OpenFile, at path: Span<UInt8>) -> DeviceNumber {
    if !others.contains(file.device) { return file.device }
    let path = Bytes(path)
    let parent = path[..<(path.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex)]
    let beside = mounts.last { $0.directory == parent + Bytes("/pts") }
    return (beside ?? mounts.last { $0.directory == Bytes("/dev/pts") })?.device ?? file.device
  }
}
