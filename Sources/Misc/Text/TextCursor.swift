/// Goes through text that consists of fields, numbers and lines: a table of procfs, an option's value.
///
/// It reads and skips; what it can't read it leaves where it is, but for the digits of a number that doesn't fit.
/// Nothing but ``next()``, ``skip(_:)``, ``skipLine()`` and ``skip(to:)`` goes past the end of a line.
public struct TextCursor: ~Escapable {
  /// The whole text.
  public let bytes: Span<UInt8>
  @usableFromInline var index: Int

  @inlinable @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>, at position: Int = 0) {
    self.bytes = bytes
    index = position
  }

  /// Where the next byte is in ``bytes``; their count at the end.
  @inlinable public var position: Int { index }
  @inlinable public var isAtEnd: Bool { index >= bytes.count }
  /// A newline comes next, or nothing.
  @inlinable public var isAtEndOfLine: Bool { isAtEnd || bytes[index] == Self.newline }

  /// Takes the next byte.
  @inlinable @_lifetime(self: copy self)
  public mutating func next() -> UInt8? {
    if isAtEnd { return nil }
    index += 1
    return bytes[index - 1]
  }

  /// Takes the next byte if it is this one.
  @inlinable @_lifetime(self: copy self)
  public mutating func skip(_ byte: UInt8) -> Bool {
    if isAtEnd || bytes[index] != byte { return false }
    index += 1
    return true
  }

  /// Goes to a place further on, past line ends too.
  @inlinable @_lifetime(self: copy self)
  public mutating func skip(to position: Int) { index = max(index, min(position, bytes.count)) }

  /// Skips blanks and tabs.
  @inlinable @_lifetime(self: copy self)
  public mutating func skipBlanks() {
    while !isAtEnd && (bytes[index] == Self.blank || bytes[index] == Self.tab) { index += 1 }
  }

  /// Goes to the next blank or control character, such as a tab or a newline.
  @inlinable @_lifetime(self: copy self)
  public mutating func skipField() {
    while !isAtEnd && bytes[index] > Self.blank { index += 1 }
  }

  /// Goes to the next blank or the end of the line, past other control characters.
  @inlinable @_lifetime(self: copy self)
  public mutating func skipToBlank() {
    while !isAtEndOfLine && bytes[index] != Self.blank { index += 1 }
  }

  /// Skips blanks and the field after them, and says where that is; empty where there is none.
  @inlinable @_lifetime(self: copy self)
  public mutating func field() -> Range<Int> {
    skipBlanks()
    let start = index
    skipField()
    return start..<index
  }

  /// Skips blanks and the word after them, and says where that is; nil at the end of the line. A control
  /// character is a word of its own, so that a loop over words ends.
  @inlinable @_lifetime(self: copy self)
  public mutating func word() -> Range<Int>? {
    let field = field()
    if !field.isEmpty { return field }
    if isAtEndOfLine { return nil }
    index += 1
    return index - 1..<index
  }

  /// Goes to the end of the line.
  @inlinable @_lifetime(self: copy self)
  public mutating func skipToLineEnd() {
    while !isAtEnd && bytes[index] != Self.newline { index += 1 }
  }

  /// Goes to the start of the next line.
  @inlinable @_lifetime(self: copy self)
  public mutating func skipLine() {
    skipToLineEnd()
    if !isAtEnd { index += 1 }
  }

  /// Takes a decimal number; nil where there is none or it has more than 64 bits.
  @inlinable @_lifetime(self: copy self)
  public mutating func decimal() -> UInt64? {
    let start = index
    var value: UInt64 = 0
    while !isAtEnd {
      let digit = bytes[index] &- Self.zero
      if digit > 9 { break }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      if overflow || carry { return nil }
      value = sum
      index += 1
    }
    return index > start ? value : nil
  }

  /// Takes a decimal number with or without a minus; nil where there is none or its digits have more than 64 bits.
  /// One without a minus that has all 64 counts as negative, as the kernel's own conversions have it.
  @inlinable @_lifetime(self: copy self)
  public mutating func signedDecimal() -> Int64? {
    let isNegative = skip(UInt8(ascii: "-"))
    guard let magnitude = decimal() else { return nil }
    let value = Int64(truncatingIfNeeded: magnitude)
    return isNegative ? 0 &- value : value
  }

  /// Takes a hexadecimal number of at most `digits` digits (16 or fewer); nil where there is none or it has more
  /// of them.
  @inlinable @_lifetime(self: copy self)
  public mutating func hexadecimal(digits: Int = 16) -> UInt64? {
    let start = index
    var value: UInt64 = 0
    while !isAtEnd, let digit = Self.hexadecimalDigit(bytes[index]) {
      if index - start == digits { return nil }
      value = value << 4 | UInt64(digit)
      index += 1
    }
    return index > start ? value : nil
  }

  /// Takes eight hexadecimal digits, which more of them may follow; nil where there are fewer.
  @inlinable @_lifetime(self: copy self)
  public mutating func hexadecimalWord() -> UInt32? {
    if bytes.count - index < 8 { return nil }
    var value: UInt32 = 0
    for _ in 0..<8 {
      guard let digit = Self.hexadecimalDigit(bytes[index]) else { return nil }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }

  /// Takes an octal number; nil where there is none or it has more than 64 bits.
  @inlinable @_lifetime(self: copy self)
  public mutating func octal() -> UInt64? {
    let start = index
    var value: UInt64 = 0
    while !isAtEnd {
      let digit = bytes[index] &- Self.zero
      if digit > 7 { break }
      if value >> 61 != 0 { return nil }
      value = value << 3 | UInt64(digit)
      index += 1
    }
    return index > start ? value : nil
  }

  /// The value of a digit of either case; nil of another byte.
  @inlinable @inline(__always) public static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    let digit = byte &- zero
    if digit <= 9 { return digit }
    let letter = (byte | 0x20) &- UInt8(ascii: "a")
    return letter <= 5 ? letter + 10 : nil
  }

  @inlinable static var blank: UInt8 { UInt8(ascii: " ") }
  @inlinable static var tab: UInt8 { UInt8(ascii: "\t") }
  @inlinable static var newline: UInt8 { UInt8(ascii: "\n") }
  @inlinable static var zero: UInt8 { UInt8(ascii: "0") }
}
