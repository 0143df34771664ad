/// Bytes as the kernel or the user gave them: names are not Unicode.
public typealias Bytes = [UInt8]

extension Array where Element == UInt8 {
  /// The UTF-8 bytes of a literal.
  @inlinable public init(_ text: StaticString) {
    self = text.withUTF8Buffer { Array($0) }
  }

  /// The name of a UNIX socket as /proc/net/unix shows it: with `@` for each NUL.
  public var withShownNULs: Bytes { contains(0) ? map { $0 == 0 ? UInt8(ascii: "@") : $0 } : self }

  /// A copy of lent bytes.
  @inlinable public init(_ span: Span<UInt8>) {
    self = span.withUnsafeBufferPointer { Array($0) }
  }
}

extension UInt8 {
  /// The small letter of a capital of ASCII; any other byte itself.
  @inlinable public var lowercased: UInt8 {
    self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
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
