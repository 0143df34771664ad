/// What makes a file one and the same: the device that its file system has and its inode number.
public struct FileIdentity: Hashable, Sendable {
  /// st_dev.
  public var device: DeviceNumber
  /// st_ino.
  public var inode: UInt64

  @inlinable public init(device: DeviceNumber, inode: UInt64) {
    self.device = device
    self.inode = inode
  }
}
