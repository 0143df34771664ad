import Store

/// The strings of a JSON document (RFC 8259), each with the way to it.
public enum JSONStrings {
  /// A step on the way from the document to a value in it.
  public enum Step: Sendable, Equatable {
    case member(Bytes)
    case element(Int)
  }

  /// Deeper values are not looked at; no runtime writes them, and the stack has an end.
  private static let deepest = 32

  /// Calls `body` with each string and the way to it, in the document's order. Returns false where the text is no JSON
  /// from some place on; what came before has been told.
  @discardableResult
  public static func forEach(in text: Span<UInt8>, _ body: ([Step], Bytes) -> Void) -> Bool {
    var cursor = TextCursor(text)
    var way: [Step] = []
    guard value(&cursor, &way, body) else { return false }
    skipSpace(&cursor)
    return cursor.isAtEnd
  }

  @_lifetime(cursor: copy cursor)
  private static func value(
    _ cursor: inout TextCursor, _ way: inout [Step], _ body: ([Step], Bytes) -> Void
  ) -> Bool {
    skipSpace(&cursor)
    if cursor.skip(UInt8(ascii: "{")) { return members(&cursor, &way, body) }
    if cursor.skip(UInt8(ascii: "[")) { return elements(&cursor, &way, body) }
    if cursor.skip(UInt8(ascii: "\"")) {
      guard let string = string(&cursor) else { return false }
      body(way, string)
      return true
    }
    return skipScalar(&cursor)
  }

  @_lifetime(cursor: copy cursor)
  private static func members(
    _ cursor: inout TextCursor, _ way: inout [Step], _ body: ([Step], Bytes) -> Void
  ) -> Bool {
    if way.count == deepest { return false }
    skipSpace(&cursor)
    if cursor.skip(UInt8(ascii: "}")) { return true }
    while true {
      skipSpace(&cursor)
      guard cursor.skip(UInt8(ascii: "\"")), let key = string(&cursor) else { return false }
      skipSpace(&cursor)
      guard cursor.skip(UInt8(ascii: ":")) else { return false }
      way.append(.member(key))
      guard value(&cursor, &way, body) else { return false }
      way.removeLast()
      skipSpace(&cursor)
      if cursor.skip(UInt8(ascii: "}")) { return true }
      guard cursor.skip(UInt8(ascii: ",")) else { return false }
    }
  }

  @_lifetime(cursor: copy cursor)
  private static func elements(
    _ cursor: inout TextCursor, _ way: inout [Step], _ body: ([Step], Bytes) -> Void
  ) -> Bool {
    if way.count == deepest { return false }
    skipSpace(&cursor)
    if cursor.skip(UInt8(ascii: "]")) { return true }
    var index = 0
    while true {
      way.append(.element(index))
      guard value(&cursor, &way, body) else { return false }
      way.removeLast()
      skipSpace(&cursor)
      if cursor.skip(UInt8(ascii: "]")) { return true }
      guard cursor.skip(UInt8(ascii: ",")) else { return false }
      index += 1
    }
  }

  /// Numbers and the three words, which are not looked at.
  @_lifetime(cursor: copy cursor)
  private static func skipScalar(_ cursor: inout TextCursor) -> Bool {
    let start = cursor.position
    while cursor.position < cursor.bytes.count, isOfScalar(cursor.bytes[cursor.position]) {
      _ = cursor.next()
    }
    return cursor.position > start
  }

  private static func isOfScalar(_ byte: UInt8) -> Bool {
    switch UnicodeScalar(byte) {
    case "0"..."9", "a"..."z", "E", "+", "-", ".": true
    default: false
    }
  }

  @_lifetime(cursor: copy cursor)
  private static func skipSpace(_ cursor: inout TextCursor) {
    while cursor.position < cursor.bytes.count {
      switch UnicodeScalar(cursor.bytes[cursor.position]) {
      case " ", "\t", "\n", "\r": _ = cursor.next()
      default: return
      }
    }
  }

  /// A string behind its first quote, without its escapes.
  @_lifetime(cursor: copy cursor)
  private static func string(_ cursor: inout TextCursor) -> Bytes? {
    var string: Bytes = []
    while let byte = cursor.next() {
      switch UnicodeScalar(byte) {
      case "\"": return string
      case "\\":
        guard let letter = cursor.next() else { return nil }
        switch UnicodeScalar(letter) {
        case "b": string.append(0x08)
        case "f": string.append(0x0c)
        case "n": string.append(0x0a)
        case "r": string.append(0x0d)
        case "t": string.append(0x09)
        case "u":
          guard let scalar = scalar(&cursor) else { return nil }
          string += String(scalar).utf8
        case "\"", "\\", "/": string.append(letter)
        default: return nil
        }
      default:
        if byte < 0x20 { return nil }
        string.append(byte)
      }
    }
    return nil
  }

  /// What follows `\u`, with the second half of a pair.
  @_lifetime(cursor: copy cursor)
  private static func scalar(_ cursor: inout TextCursor) -> UnicodeScalar? {
    guard let first = codeUnit(&cursor) else { return nil }
    if let scalar = UnicodeScalar(first) { return scalar }
    guard first < 0xdc00, cursor.skip(UInt8(ascii: "\\")), cursor.skip(UInt8(ascii: "u")),
      let second = codeUnit(&cursor), (0xdc00...0xdfff).contains(second)
    else { return nil }
    return UnicodeScalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
  }

  @_lifetime(cursor: copy cursor)
  private static func codeUnit(_ cursor: inout TextCursor) -> UInt32? {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = cursor.next(), let digit = TextCursor.hexadecimalDigit(byte) else { return nil }
      unit = unit << 4 | UInt32(digit)
    }
    return unit
  }
}
