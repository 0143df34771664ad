/// The type of an inode: the S_IFMT bits of its mode (inode(7)), shifted to the right end. They are also the DT_*
/// numbers of a directory's entries (readdir(3)). 0 is that of an anonymous inode, and of an entry whose directory
/// doesn't tell.
public struct InodeType: Equatable, Sendable {
  public var rawValue: UInt8

  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// `mode` is st_mode.
  @inlinable public init(mode: UInt32) { rawValue = UInt8(truncatingIfNeeded: mode >> 12) & 0xf }

  @inlinable public static var fifo: InodeType { InodeType(rawValue: 1) }
  @inlinable public static var character: InodeType { InodeType(rawValue: 2) }
  @inlinable public static var directory: InodeType { InodeType(rawValue: 4) }
  @inlinable public static var block: InodeType { InodeType(rawValue: 6) }
  @inlinable public static var regular: InodeType { InodeType(rawValue: 8) }
  @inlinable public static var link: InodeType { InodeType(rawValue: 10) }
  @inlinable public static var socket: InodeType { InodeType(rawValue: 12) }
}
