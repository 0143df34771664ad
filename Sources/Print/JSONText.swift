import Misc
import Store

/// Strings and members of JSON (RFC 8259). What is written is always valid UTF-8.
enum JSONText {
  /// Appends bytes as a string with its quotes, each byte that isn't part of UTF-8 as U+FFFD. Returns
  /// whether all were UTF-8.
  static func append(string: Span<UInt8>, to buffer: inout ByteBuffer) -> Bool {
    var isValid = true
    var index = 0
    buffer.append(0x22)
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
        buffer.append(string.extracting(index..<index + length))
        index += length
      } else {
        isValid = false
        buffer.append("\u{fffd}")
        index += 1
      }
    }
    buffer.append(0x22)
    return isValid
  }

  /// Appends bytes as a string of hexadecimal digits, two for each.
  static func append(hexadecimal bytes: Span<UInt8>, to buffer: inout ByteBuffer) {
    buffer.append(0x22)
    for index in bytes.indices { buffer.append(hexadecimal: UInt64(bytes[index]), width: 2) }
    buffer.append(0x22)
  }

  /// Where the ASCII characters that need no escape end.
  private static func endOfPlain(_ string: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < string.count {
      let byte = string[index]
      if byte < 0x20 || byte >= 0x80 || byte == 0x22 || byte == 0x5c { break }
      index += 1
    }
    return index
  }

  private static func appendEscaped(_ byte: UInt8, to buffer: inout ByteBuffer) {
    switch byte {
    case 0x08: buffer.append("\\b")
    case 0x09: buffer.append("\\t")
    case 0x0a: buffer.append("\\n")
    case 0x0c: buffer.append("\\f")
    case 0x0d: buffer.append("\\r")
    case 0x22: buffer.append("\\\"")
    case 0x5c: buffer.append("\\\\")
    default:
      buffer.append("\\u")
      buffer.append(hexadecimal: UInt64(byte), width: 4)
    }
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

/// Appends the members of one object, with the commas between them.
struct JSONMembers {
  private(set) var isEmpty = true

  mutating func begin(_ key: StaticString, in buffer: inout ByteBuffer) {
    if !isEmpty { buffer.append(0x2c) }
    isEmpty = false
    buffer.append(0x22)
    buffer.append(key)
    buffer.append("\":")
  }

  /// Appends a string. Where it isn't UTF-8, a member `<key>_bytes` has all its bytes in hexadecimal.
  mutating func append(_ key: StaticString, _ string: Span<UInt8>, to buffer: inout ByteBuffer) {
    begin(key, in: &buffer)
    if JSONText.append(string: string, to: &buffer) { return }
    buffer.append(",\"")
    buffer.append(key)
    buffer.append("_bytes\":")
    JSONText.append(hexadecimal: string, to: &buffer)
  }

  /// Appends a string of characters that need no escape.
  mutating func append(
    _ key: StaticString, to buffer: inout ByteBuffer, plain compose: (inout ByteBuffer) -> Void
  ) {
    begin(key, in: &buffer)
    buffer.append(0x22)
    compose(&buffer)
    buffer.append(0x22)
  }

  mutating func append(_ key: StaticString, number: Int, to buffer: inout ByteBuffer) {
    begin(key, in: &buffer)
    buffer.append(decimal: number)
  }

  mutating func append(_ key: StaticString, number: UInt64, to buffer: inout ByteBuffer) {
    begin(key, in: &buffer)
    buffer.append(decimal: number)
  }

  /// Appends a number in the form of a string, which readers with 53-bit numbers can hold.
  mutating func append(_ key: StaticString, text number: UInt64, to buffer: inout ByteBuffer) {
    append(key, to: &buffer) { $0.append(decimal: number) }
  }
}
