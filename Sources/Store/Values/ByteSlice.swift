/// A run of bytes in a ``ByteArena``.
public struct ByteSlice: Sendable, Equatable {
  /// Where the run begins, in bytes from the arena's start.
  public var offset: UInt32
  /// How many bytes it has.
  public var count: UInt32

  @inlinable public init(offset: UInt32, count: UInt32) {
    self.offset = offset
    self.count = count
  }

  /// No bytes.
  @inlinable public static var none: ByteSlice { ByteSlice(offset: 0, count: 0) }
  /// Has no bytes.
  @inlinable public var isEmpty: Bool { count == 0 }

  /// The slice in an arena that has so many bytes before it now; none stays none.
  public func moved(by count: UInt32) -> ByteSlice {
    isEmpty ? self : ByteSlice(offset: offset + count, count: self.count)
  }
}
