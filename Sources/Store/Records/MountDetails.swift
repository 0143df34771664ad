/// What columns show of a mount.
public struct MountDetails: Sendable {
  /// Where it is mounted, as the process sees it.
  public var directory: ByteSlice
  /// The type of its file system.
  public var fileSystem: ByteSlice
  /// What was mounted.
  public var source: ByteSlice

  public init(directory: ByteSlice, fileSystem: ByteSlice, source: ByteSlice) {
    self.directory = directory
    self.fileSystem = fileSystem
    self.source = source
  }
}
