/// What stat(2) tells of an inode beside what a usual listing shows, where ``RequiredFields/details`` asks for it.
public struct FileDetails: Sendable {
  /// st_uid
  public var owner: UInt32
  /// st_mode, type and permission bits.
  public var mode: UInt32
  /// What the file takes up, in units of 512 bytes: st_blocks.
  public var blocks: UInt64
  /// When its contents changed, in seconds since the epoch: st_mtime.
  public var modified: Int64

  @inlinable public init(owner: UInt32, mode: UInt32, blocks: UInt64, modified: Int64) {
    self.owner = owner
    self.mode = mode
    self.blocks = blocks
    self.modified = modified
  }
}
