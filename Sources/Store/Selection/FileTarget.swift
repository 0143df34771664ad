/// A file or file system that was named as an argument, or found by `+d` and `+D`.
public struct FileTarget: Sendable, Equatable {
  /// As the user wrote it.
  public var argument: Bytes
  /// With its symbolic links resolved; this is what matching files are called.
  public var path: Bytes
  /// Its device and inode number.
  public var identity: FileIdentity
  /// Every file on the device counts, not just the one inode.
  public var isFileSystem: Bool
  /// The device of the mount that it is on, by the mount table, where stat(2) may tell another one; maps of files on
  /// btrfs and overlay have this one. Of a block device that is not mounted here, it is the device itself.
  public var mountDevice: DeviceNumber?
  /// Every file on a file system with ``mountDevice`` counts too: it may be mounted out of sight.
  public var isBlockDevice: Bool
  /// The file is a UNIX socket's.
  public var isSocket: Bool
  /// `+d` or `+D` has found it.
  public var isOfDirectory = false
  /// The mounted directory, where the target is an NFS mount: those may share a device number.
  public var nfsDirectory: Bytes?

  public init(
    argument: Bytes, path: Bytes, identity: FileIdentity, isFileSystem: Bool, isSocket: Bool = false,
    mountDevice: DeviceNumber? = nil, isBlockDevice: Bool = false, nfsDirectory: Bytes? = nil
  ) {
    self.mountDevice = mountDevice
    self.isBlockDevice = isBlockDevice
    self.argument = argument
    self.path = path
    self.identity = identity
    self.isFileSystem = isFileSystem
    self.isSocket = isSocket
    self.nfsDirectory = nfsDirectory
  }
}
