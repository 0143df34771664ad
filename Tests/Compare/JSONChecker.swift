/// Says whether bytes are one JSON value by the letter of RFC 8259, in valid UTF-8, without control
/// characters in strings and without a member twice in an object.
struct JSONChecker {
  private let bytes: [UInt8]
  private var position = 0

  /// The offset of the first byte that breaks the rules, or nil.
  static func firstError(in bytes: [UInt8]) -> Int? {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      return zip(Array(String(decoding: bytes, as: UTF8.self).utf8), bytes).enumerated()
        .first { $0.element.0 != $0.element.1 }?.offset ?? bytes.count
    }
    var checker = JSONChecker(bytes)
    guard checker.value(depth: 0) else { return checker.position }
    checker.blanks()
    return checker.position == bytes.count ? nil : checker.position
  }

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func blanks() {
    while let byte = next, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    blanks()
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) -> Bool {
    guard depth < 50 else { return false }
    blanks()
    switch next {
    case 0x7b: return object(depth: depth)
    case 0x5b: return array(depth: depth)
    case 0x22: return string() != nil
    case 0x74: return literal("true")
    case 0x66: return literal("false")
    case 0x6e: return literal("null")
    default: return number()
    }
  }

  private mutating func object(depth: Int) -> Bool {
    position += 1
    if take(0x7d) { return true }
    var names: Set<[UInt8]> = []
    repeat {
      blanks()
      guard let name = string(), names.insert(name).inserted, take(0x3a), value(depth: depth + 1) else {
        return false
      }
    } while take(0x2c)
    return take(0x7d)
  }

  private mutating func array(depth: Int) -> Bool {
    position += 1
    if take(0x5d) { return true }
    repeat {
      guard value(depth: depth + 1) else { return false }
    } while take(0x2c)
    return take(0x5d)
  }

  /// The bytes between the quotes, as they are written.
  private mutating func string() -> [UInt8]? {
    guard next == 0x22 else { return nil }
    position += 1
    let start = position
    while let byte = next, byte != 0x22 {
      guard byte >= 0x20 else { return nil }
      position += 1
      guard byte == 0x5c else { continue }
      guard let escape = next else { return nil }
      position += 1
      if escape == 0x75 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, UInt16(String(decoding: digits, as: UTF8.self), radix: 16) != nil else {
          return nil
        }
        position += 4
      } else if !Array("\"\\/bfnrt".utf8).contains(escape) {
        return nil
      }
    }
    guard next == 0x22 else { return nil }
    defer { position += 1 }
    return Array(bytes[start..<position])
  }

  private mutating func literal(_ word: String) -> Bool {
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func number() -> Bool {
    if next == 0x2d { position += 1 }
    let leadingZero = next == 0x30
    let whole = digits()
    guard whole > 0, !leadingZero || whole == 1 else { return false }
    if next == 0x2e {
      position += 1
      guard digits() > 0 else { return false }
    }
    if next == 0x65 || next == 0x45 {
      position += 1
      if next == 0x2b || next == 0x2d { position += 1 }
      guard digits() > 0 else { return false }
    }
    return true
  }

  private mutating func digits() -> Int {
    let start = position
    while let byte = next, byte >= 0x30, byte <= 0x39 { position += 1 }
    return position - start
  }
}
