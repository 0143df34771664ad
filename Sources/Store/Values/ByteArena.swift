/// Names packed end to end, so that keeping one costs neither an allocation nor a reference count. A name
/// that 4 gigabytes of others leave no room for is kept as ``ByteSlice/none``.
public struct ByteArena: Sendable {
  @usableFromInline var storage: Bytes = []

  public init() {}

  /// How many bytes the names have together.
  @inlinable public var count: Int { storage.count }

  /// Keeps a copy of the bytes.
  @inlinable public mutating func append(_ bytes: Span<UInt8>) -> ByteSlice {
    guard let slice = nextSlice(bytes.count) else { return .none }
    bytes.withUnsafeBufferPointer { storage.append(contentsOf: $0) }
    return slice
  }

  /// Keeps a copy of the bytes.
  @inlinable public mutating func append(_ bytes: Bytes) -> ByteSlice { append(bytes.span) }

  /// Keeps the UTF-8 bytes of a literal.
  @inlinable public mutating func append(_ text: StaticString) -> ByteSlice {
    guard let slice = nextSlice(text.utf8CodeUnitCount) else { return .none }
    text.withUTF8Buffer { storage.append(contentsOf: $0) }
    return slice
  }

  /// Keeps all that another arena has. Returns how far its slices have moved; nil where there is no room for them.
  public mutating func append(contentsOf other: ByteArena) -> UInt32? {
    guard let offset = UInt32(exactly: storage.count),
      UInt32(exactly: storage.count + other.storage.count) != nil
    else {
      return nil
    }
    storage += other.storage
    return offset
  }

  @inlinable func nextSlice(_ count: Int) -> ByteSlice? {
    guard let offset = UInt32(exactly: storage.count), let count = UInt32(exactly: count) else { return nil }
    return ByteSlice(offset: offset, count: count)
  }

  /// The bytes of `slice`, lent for as long as the arena isn't changed.
  @inlinable public subscript(slice: ByteSlice) -> Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let start = Int(slice.offset)
      let all = storage.span
      return all.extracting(start..<start + Int(slice.count))
    }
  }
}
