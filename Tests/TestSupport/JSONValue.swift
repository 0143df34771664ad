/// A JSON value by the letter of RFC 8259: valid UTF-8, no raw control characters in strings, no member
/// twice in an object.
public enum JSONValue {
  case object([String: JSONValue])
  case array([JSONValue])
  case string(String)
  /// As it is written.
  case number(String)
  case literal(String)

  /// Where the text breaks the rules.
  public struct Fault: Error {
    /// In bytes from the beginning.
    public let offset: Int
  }

  public init(_ text: [UInt8]) throws(Fault) {
    guard String(validating: text, as: UTF8.self) != nil else {
      let repaired = Array(String(decoding: text, as: UTF8.self).utf8)
      let offset = zip(repaired, text).enumerated().first { $0.element.0 != $0.element.1 }?.offset
      throw Fault(offset: offset ?? min(repaired.count, text.count))
    }
    var parser = JSONParser(text)
    self = try parser.document()
  }

  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[name]
  }

  public var elements: [JSONValue] {
    guard case .array(let elements) = self else { return [] }
    return elements
  }

  public var string: String? {
    guard case .string(let string) = self else { return nil }
    return string
  }

  /// A number as it is written.
  public var number: String? {
    guard case .number(let digits) = self else { return nil }
    return digits
  }

  /// A string's characters or a number's digits.
  public var text: String? {
    switch self {
    case .string(let text), .number(let text), .literal(let text): text
    case .object, .array: nil
    }
  }
}

private struct JSONParser {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }
  private var fault: JSONValue.Fault { JSONValue.Fault(offset: position) }

  mutating func document() throws(JSONValue.Fault) -> JSONValue {
    let value = try value(depth: 0)
    skipBlanks()
    guard next == nil else { throw fault }
    return value
  }

  private mutating func skipBlanks() {
    while let byte = next, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipBlanks()
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws(JSONValue.Fault) {
    guard take(byte) else { throw fault }
  }

  private mutating func value(depth: Int) throws(JSONValue.Fault) -> JSONValue {
    guard depth < 50 else { throw fault }
    skipBlanks()
    switch next {
    case 0x7b: return .object(try members(depth: depth))
    case 0x5b: return .array(try elements(depth: depth))
    case 0x22: return .string(try string())
    default: break
    }
    for word in ["true", "false", "null"] where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return .literal(word)
    }
    return .number(try number())
  }

  private mutating func members(depth: Int) throws(JSONValue.Fault) -> [String: JSONValue] {
    try expect(0x7b)
    var members: [String: JSONValue] = [:]
    if take(0x7d) { return members }
    repeat {
      skipBlanks()
      let name = try string()
      try expect(0x3a)
      let value = try value(depth: depth + 1)
      guard members.updateValue(value, forKey: name) == nil else { throw fault }
    } while take(0x2c)
    try expect(0x7d)
    return members
  }

  private mutating func elements(depth: Int) throws(JSONValue.Fault) -> [JSONValue] {
    try expect(0x5b)
    var elements: [JSONValue] = []
    if take(0x5d) { return elements }
    repeat { elements.append(try value(depth: depth + 1)) } while take(0x2c)
    try expect(0x5d)
    return elements
  }

  private mutating func string() throws(JSONValue.Fault) -> String {
    guard next == 0x22 else { throw fault }
    position += 1
    var units: [UInt16] = []
    var plain = position
    func flush(_ units: inout [UInt16], upTo end: Int) {
      units += Array(String(decoding: bytes[plain..<end], as: UTF8.self).utf16)
    }
    while let byte = next, byte != 0x22 {
      guard byte >= 0x20 else { throw fault }
      guard byte == 0x5c else {
        position += 1
        continue
      }
      flush(&units, upTo: position)
      units.append(try escape())
      plain = position
    }
    flush(&units, upTo: position)
    guard next == 0x22 else { throw fault }
    position += 1
    return String(decoding: units, as: UTF16.self)
  }

  /// The UTF-16 unit that an escape stands for.
  private mutating func escape() throws(JSONValue.Fault) -> UInt16 {
    position += 1
    guard let byte = next else { throw fault }
    position += 1
    switch byte {
    case 0x22, 0x5c, 0x2f: return UInt16(byte)
    case 0x62: return 0x08
    case 0x66: return 0x0c
    case 0x6e: return 0x0a
    case 0x72: return 0x0d
    case 0x74: return 0x09
    case 0x75:
      let digits = String(decoding: bytes[position...].prefix(4), as: UTF8.self)
      guard digits.count == 4, let unit = UInt16(digits, radix: 16) else { throw fault }
      position += 4
      return unit
    default: throw fault
    }
  }

  private mutating func number() throws(JSONValue.Fault) -> String {
    let start = position
    if next == 0x2d { position += 1 }
    let leadingZero = next == 0x30
    let whole = skipDigits()
    guard whole > 0, !leadingZero || whole == 1 else { throw fault }
    if next == 0x2e {
      position += 1
      guard skipDigits() > 0 else { throw fault }
    }
    if next == 0x65 || next == 0x45 {
      position += 1
      if next == 0x2b || next == 0x2d { position += 1 }
      guard skipDigits() > 0 else { throw fault }
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while let byte = next, byte >= 0x30, byte <= 0x39 { position += 1 }
    return position - start
  }
}
