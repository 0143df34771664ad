/// Reads numbers and fields off the text of a procfs file.
struct NumberScanner: ~Escapable {
  private let text: Span<UInt8>
  private(set) var position: Int

  @_lifetime(copy text)
  init(_ text: Span<UInt8>, at position: Int = 0) {
    self.text = text
    self.position = position
  }

  var isAtEnd: Bool { position >= text.count }

  mutating func next() -> UInt8? {
    if isAtEnd { return nil }
    position += 1
    return text[position - 1]
  }

  /// Takes the next byte if it is this one.
  mutating func skip(_ byte: UInt8) -> Bool {
    if isAtEnd || text[position] != byte { return false }
    position += 1
    return true
  }

  /// Blanks and tabs.
  mutating func skipBlanks() {
    while !isAtEnd && (text[position] == 0x20 || text[position] == 0x09) { position += 1 }
  }

  /// To the next blank, tab or line end.
  mutating func skipField() {
    while !isAtEnd && text[position] > 0x20 { position += 1 }
  }

  /// To the end of the line.
  mutating func skipToLineEnd() {
    while !isAtEnd && text[position] != 0x0a { position += 1 }
  }

  /// Past the end of the line.
  mutating func skipLine() {
    while let byte = next(), byte != 0x0a {}
  }

  mutating func number(radix: UInt64 = 10) -> UInt64? {
    var value: UInt64 = 0
    let start = position
    while !isAtEnd, let digit = Self.digit(text[position]), digit < radix {
      value = value &* radix &+ digit
      position += 1
    }
    return position == start ? nil : value
  }

  /// A field after blanks, with an optional sign.
  mutating func signedField() -> Int64? {
    skipBlanks()
    let isNegative = skip(0x2d)
    guard let magnitude = number() else { return nil }
    let value = Int64(truncatingIfNeeded: magnitude)
    return isNegative ? 0 &- value : value
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case 0x30...0x39: UInt64(byte - 0x30)
    case 0x41...0x46: UInt64(byte - 0x37)
    case 0x61...0x66: UInt64(byte - 0x57)
    default: nil
    }
  }
}
