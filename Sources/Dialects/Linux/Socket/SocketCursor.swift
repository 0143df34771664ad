/// Walks through the text of a socket table, number by number and line by line. Nothing but
/// ``endLine()`` and ``skip(to:)`` goes past the end of a line.
struct SocketCursor: ~Escapable {
  let bytes: Span<UInt8>
  private(set) var index = 0

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { index >= bytes.count }
  var isAtEndOfLine: Bool { isAtEnd || bytes[index] == 0x0a }

  /// Goes to the start of the next line.
  mutating func endLine() {
    skipToEndOfLine()
    index += isAtEnd ? 0 : 1
  }

  mutating func skipToEndOfLine() {
    while !isAtEnd && bytes[index] != 0x0a { index += 1 }
  }

  /// Goes to a place further on, past line ends too.
  mutating func skip(to place: Int) { index = max(index, min(place, bytes.count)) }

  mutating func skipBlanks() {
    while !isAtEnd && (bytes[index] == 0x20 || bytes[index] == 0x09) { index += 1 }
  }

  /// Skips blanks and the word after them, and says where the word is; nil at the end of the line.
  mutating func word() -> Range<Int>? {
    skipBlanks()
    let start = index
    while !isAtEnd && bytes[index] > 0x20 { index += 1 }
    if index > start { return start..<index }
    // A control character is a word of its own, so that nothing is walked over twice.
    if isAtEndOfLine { return nil }
    index += 1
    return start..<index
  }

  /// Skips `byte`, if it comes next.
  mutating func skip(_ byte: UInt8) -> Bool {
    if isAtEnd || bytes[index] != byte { return false }
    index += 1
    return true
  }

  /// A decimal number; nil where there is none or it doesn't fit.
  mutating func decimal() -> UInt64? {
    let start = index
    var value: UInt64 = 0
    while !isAtEnd {
      let digit = bytes[index] &- 0x30
      if digit > 9 { break }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      if overflow || carry { return nil }
      value = sum
      index += 1
    }
    return index > start ? value : nil
  }

  /// A hexadecimal number of at most `digits` digits (16 or fewer); nil where there is none or it has
  /// more of them.
  mutating func hexadecimal(digits: Int = 16) -> UInt64? {
    let start = index
    var value: UInt64 = 0
    while !isAtEnd, let digit = Self.hexadecimalDigit(bytes[index]) {
      if index - start == digits { return nil }
      value = value << 4 | UInt64(digit)
      index += 1
    }
    return index > start ? value : nil
  }

  /// Eight hexadecimal digits, which more of them may follow.
  mutating func hexadecimalWord() -> UInt32? {
    if bytes.count - index < 8 { return nil }
    var value: UInt32 = 0
    for _ in 0..<8 {
      guard let digit = Self.hexadecimalDigit(bytes[index]) else { return nil }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }

  @inline(__always) private static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    let digit = byte &- 0x30
    if digit <= 9 { return digit }
    let letter = (byte | 0x20) &- 0x61
    return letter <= 5 ? letter + 10 : nil
  }

  /// Whether the words of this line have these names at these places, counted from 0; ends the line.
  mutating func hasHeader(_ names: [(place: Int, name: StaticString)]) -> Bool {
    var place = 0
    var matched = 0
    while let range = word() {
      for expected in names where expected.place == place {
        if bytes.extracting(range).equals(expected.name) { matched += 1 }
      }
      place += 1
    }
    endLine()
    return matched == names.count
  }
}
