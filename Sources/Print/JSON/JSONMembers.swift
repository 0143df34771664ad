import Misc
import Store

/// Appends the members of one object, with the commas between them.
public struct JSONMembers {
  /// Characters beyond ASCII are escaped.
  let isASCII: Bool
  /// Keys are names of columns, and written in small letters.
  let lowersKeys: Bool
  private(set) var isEmpty = true

  public init(isASCII: Bool, lowersKeys: Bool = false) {
    self.isASCII = isASCII
    self.lowersKeys = lowersKeys
  }

  public mutating func begin(_ key: StaticString, in buffer: inout ByteBuffer) {
    if !isEmpty { buffer.append(UInt8(ascii: ",")) }
    isEmpty = false
    buffer.append(UInt8(ascii: "\""))
    append(key, to: &buffer)
    buffer.append("\":")
  }

  private func append(_ key: StaticString, to buffer: inout ByteBuffer) {
    if !lowersKeys { return buffer.append(key) }
    key.withUTF8Buffer { for byte in $0 { buffer.append(byte.lowercased) } }
  }

  /// Appends a string. Where it isn't UTF-8, a member `<key>_bytes` has all its bytes in hexadecimal.
  public mutating func append(_ key: StaticString, _ string: Span<UInt8>, to buffer: inout ByteBuffer) {
    begin(key, in: &buffer)
    if !JSONText.append(string: string, isASCII: isASCII, to: &buffer) {
      append(bytes: string, of: key, to: &buffer)
    }
  }

  /// Appends a name that others are shown as too (``OpenFile/hasOddName``), with all its bytes.
  public mutating func append(_ key: StaticString, odd name: Span<UInt8>, to buffer: inout ByteBuffer) {
    begin(key, in: &buffer)
    let shown = Bytes(name).withShownNULs
    _ = JSONText.append(string: shown.span, isASCII: isASCII, to: &buffer)
    append(bytes: name, of: key, to: &buffer)
  }

  private func append(bytes: Span<UInt8>, of key: StaticString, to buffer: inout ByteBuffer) {
    begin(bytesOf: key, in: &buffer)
    JSONText.append(hexadecimal: bytes, to: &buffer)
  }

  /// Begins the member that has the bytes of what another has as text.
  func begin(bytesOf key: StaticString, in buffer: inout ByteBuffer) {
    buffer.append(",\"")
    append(key, to: &buffer)
    buffer.append("_bytes\":")
  }

  /// Appends a string of characters that need no escape.
  public mutating func append(
    _ key: StaticString, to buffer: inout ByteBuffer, plain compose: (inout ByteBuffer) -> Void
  ) {
    begin(key, in: &buffer)
    buffer.append(UInt8(ascii: "\""))
    compose(&buffer)
    buffer.append(UInt8(ascii: "\""))
  }

  /// Appends an array of strings: the words between commas, which need no escape.
  public mutating func append(_ key: StaticString, words: Span<UInt8>, to buffer: inout ByteBuffer) {
    begin(key, in: &buffer)
    buffer.append(UInt8(ascii: "["))
    for index in words.indices {
      if index == 0 { buffer.append(UInt8(ascii: "\"")) }
      if words[index] == UInt8(ascii: ",") { buffer.append("\",\"") } else { buffer.append(words[index]) }
    }
    buffer.append(words.isEmpty ? "]" : "\"]")
  }

  /// Appends an array of the strings that `list` has a NUL between. Where one isn't UTF-8, a member `<key>_bytes` has
  /// all of the list in hexadecimal.
  mutating func append(_ key: StaticString, list: Span<UInt8>, to buffer: inout ByteBuffer) {
    begin(key, in: &buffer)
    buffer.append(UInt8(ascii: "["))
    var start = 0
    var isExact = true
    for index in 0...list.count where index == list.count || list[index] == 0 {
      if start > 0 { buffer.append(UInt8(ascii: ",")) }
      let text = list.extracting(start..<index)
      if !JSONText.append(string: text, isASCII: isASCII, to: &buffer) { isExact = false }
      start = index + 1
    }
    buffer.append(UInt8(ascii: "]"))
    if !isExact { append(bytes: list, of: key, to: &buffer) }
  }

  mutating func append(_ key: StaticString, flag: Bool, to buffer: inout ByteBuffer) {
    begin(key, in: &buffer)
    buffer.append(flag ? "true" : "false")
  }

  public mutating func append(_ key: StaticString, number: Int, to buffer: inout ByteBuffer) {
    begin(key, in: &buffer)
    buffer.append(decimal: number)
  }

  public mutating func append(_ key: StaticString, number: UInt64, to buffer: inout ByteBuffer) {
    begin(key, in: &buffer)
    buffer.append(decimal: number)
  }

  /// Appends a number in the form of a string, which readers with 53-bit numbers can hold.
  public mutating func append(_ key: StaticString, text number: UInt64, to buffer: inout ByteBuffer) {
    append(key, to: &buffer) { $0.append(decimal: number) }
  }
}
