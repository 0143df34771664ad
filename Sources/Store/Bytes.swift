/// Bytes as the kernel or the user gave them: names are not Unicode.
public typealias Bytes = [UInt8]

extension Array where Element == UInt8 {
  /// The UTF-8 bytes of a literal.
  @inlinable public init(_ text: StaticString) {
    self = text.withUTF8Buffer { Array($0) }
  }

  /// The name of a UNIX socket as /proc/net/unix shows it: with `@` for each NUL.
  public var withShownNULs: Bytes { contains(0) ? map { $0 == 0 ? 0x40 : $0 } : self }

  /// A copy of lent bytes.
  @inlinable public init(_ span: Span<UInt8>) {
    self = span.withUnsafeBufferPointer { Array($0) }
  }
}

extension Span where Element == UInt8 {
  /// Whether the bytes are those of a literal.
  @inlinable public func equals(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { text in
      if text.count != count { return false }
      for index in text.indices where text[index] != self[index] { return false }
      return true
    }
  }

  /// Whether the bytes begin with `prefix`.
  @inlinable public func starts(with prefix: Bytes) -> Bool {
    if count < prefix.count { return false }
    for index in prefix.indices where self[index] != prefix[index] { return false }
    return true
  }
}

/// A run of bytes in a ``ByteArena``.
public struct ByteSlice: Sendable, Equatable {
  public var offset: UInt32
  public var count: UInt32

  @inlinable public init(offset: UInt32, count: UInt32) {
    self.offset = offset
    self.count = count
  }

  /// No bytes.
  @inlinable public static var none: ByteSlice { ByteSlice(offset: 0, count: 0) }
  @inlinable public var isEmpty: Bool { count == 0 }
}

/// Names packed end to end, so that keeping one costs neither an allocation nor a reference count. A name
/// that 4 gigabytes of others leave no room for is kept as ``ByteSlice/none``.
public struct ByteArena: Sendable {
  @usableFromInline var storage: Bytes = []

  public init() {}

  @inlinable public var count: Int { storage.count }

  @inlinable public mutating func append(_ bytes: Span<UInt8>) -> ByteSlice {
    guard let slice = nextSlice(bytes.count) else { return .none }
    bytes.withUnsafeBufferPointer { storage.append(contentsOf: $0) }
    return slice
  }

  @inlinable public mutating func append(_ bytes: Bytes) -> ByteSlice { append(bytes.span) }

  @inlinable public mutating func append(_ text: StaticString) -> ByteSlice {
    guard let slice = nextSlice(text.utf8CodeUnitCount) else { return .none }
    text.withUTF8Buffer { storage.append(contentsOf: $0) }
    return slice
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
