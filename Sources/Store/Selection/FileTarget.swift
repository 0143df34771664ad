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
  /// The file is a UNIX socket's.
  public var isSocket: Bool
  /// `+d` or `+D` has found it.
  public var isOfDirectory = false
  /// The mounted directory, where the target is an NFS mount: those may share a device number.
  public var nfsDirectory: Bytes?

  public init(
    argument: Bytes, path: Bytes, identity: FileIdentity, isFileSystem: Bool, isSocket: Bool = false,
    nfsDirectory: Bytes? = nil
  ) {
    self.argument = argument
    self.path = path
    self.identity = identity
    self.isFileSystem = isFileSystem
    self.isSocket = isSocket
    self.nfsDirectory = nfsDirectory
  }
}
