import Misc
import Store

/// Strings and members of JSON (RFC 8259). What is written is always valid UTF-8.
enum JSONText {
  private static let quote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")

  /// Appends bytes as a string with its quotes, each byte that isn't part of UTF-8 as U+FFFD. Returns
  /// whether all were UTF-8.
  ///
  /// Control characters and ``Confusables`` are written as `\uNNNN`, with `isASCII` all beyond ASCII: to a
  /// reader of JSON that is the same.
  static func append(string: Span<UInt8>, isASCII: Bool, to buffer: inout ByteBuffer) -> Bool {
    var isValid = true
    var index = 0
    buffer.append(quote)
    while index < string.count {
      let plainEnd = endOfPlain(string, from: index)
      if plainEnd > index {
        buffer.append(string.extracting(index..<plainEnd))
        index = plainEnd
        continue
      }
      if string[index] < 0x80 {
        appendEscaped(string[index], to: &buffer)
        index += 1
        continue
      }
      let length = characterLength(string, at: index)
      if length > 0 {
        append(character: string.extracting(index..<index + length), isASCII: isASCII, to: &buffer)
        index += length
      } else {
        isValid = false
        buffer.append(isASCII ? "\\ufffd" : "\u{fffd}")
        index += 1
      }
    }
    buffer.append(quote)
    return isValid
  }

  /// Appends bytes as a string of hexadecimal digits, two for each.
  static func append(hexadecimal bytes: Span<UInt8>, to buffer: inout ByteBuffer) {
    buffer.append(quote)
    for index in bytes.indices { buffer.append(hexadecimal: UInt64(bytes[index]), width: 2) }
    buffer.append(quote)
  }

  /// Where the ASCII characters that need no escape end.
  private static func endOfPlain(_ string: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < string.count {
      let byte = string[index]
      if byte < .blank || byte >= 0x7f || byte == quote || byte == backslash { break }
      index += 1
    }
    return index
  }

  private static func appendEscaped(_ byte: UInt8, to buffer: inout ByteBuffer) {
    switch byte {
    case UInt8(ascii: "\u{8}"): buffer.append("\\b")
    case UInt8(ascii: "\t"): buffer.append("\\t")
    case .newline: buffer.append("\\n")
    case UInt8(ascii: "\u{c}"): buffer.append("\\f")
    case UInt8(ascii: "\r"): buffer.append("\\r")
    case quote: buffer.append("\\\"")
    case backslash: buffer.append("\\\\")
    default: append(unit: UInt32(byte), to: &buffer)
    }
  }

  /// Appends a character of two bytes or more, escaped where it must not be raw.
  private static func append(character: Span<UInt8>, isASCII: Bool, to buffer: inout ByteBuffer) {
    var scalar = UInt32(character[0] & 0x7f >> UInt8(character.count))
    for offset in 1..<character.count { scalar = scalar << 6 | UInt32(character[offset] & 0x3f) }
    if !isASCII && !Confusables.include(scalar) { return buffer.append(character) }
    if scalar >= 0x1_0000 {
      append(unit: 0xd800 + ((scalar - 0x1_0000) >> 10), to: &buffer)
      scalar = 0xdc00 + (scalar & 0x3ff)
    }
    append(unit: scalar, to: &buffer)
  }

  private static func append(unit: UInt32, to buffer: inout ByteBuffer) {
    buffer.append("\\u")
    buffer.append(hexadecimal: UInt64(unit), width: 4)
  }

  /// The length of the UTF-8 character of two bytes or more at `index`, or 0 where there is none
  /// (the table of well-formed sequences in chapter 3 of the Unicode Standard).
  private static func characterLength(_ string: Span<UInt8>, at index: Int) -> Int {
    let first = string[index]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xbf
    switch first {
    case 0xc2...0xdf: length = 2
    case 0xe0...0xef:
      length = 3
      if first == 0xe0 { second = 0xa0...0xbf }
      if first == 0xed { second = 0x80...0x9f }
    case 0xf0...0xf4:
      length = 4
      if first == 0xf0 { second = 0x90...0xbf }
      if first == 0xf4 { second = 0x80...0x8f }
    default: return 0
    }
    if index + length > string.count || !second.contains(string[index + 1]) { return 0 }
    for offset in 2..<max(2, length) where string[index + offset] & 0xc0 != 0x80 { return 0 }
    return length
  }
}
