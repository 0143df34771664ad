import Store

/// Splits arguments into options and values.
///
/// Unlike getopt(3), an option that may have a value is handed the text that follows, and whoever reads
/// the option decides: what is not its value, or is left of it, goes back with ``putBack(from:)`` and is
/// read again as options.
struct OptionScanner {
  enum Item: Equatable {
    /// `sign` is `-` or `+`.
    case option(UInt8, sign: UInt8)
    case illegal(UInt8)
  }

  /// Options that stand alone.
  private static let flags: StaticString = "?abEhHjJlMnNOPQRtUvVwX"
  /// Options that may have a value, attached or in the next argument.
  private static let valued: StaticString = "cdDeFfgiKLmoprsSTuxZ"

  private let arguments: [Bytes]
  /// Letters that this build or user doesn't have.
  private let unavailable: Bytes
  private var index = 1
  /// Where in the argument the next option letter is; 0 before an argument was looked at.
  private var offset = 0
  private var sign: UInt8 = 0
  private var valueStart = (index: 0, offset: 0)

  /// What may be the value of the option that ``next()`` gave last.
  private(set) var value: Bytes?

  init(_ arguments: [Bytes], unavailable: Bytes = []) {
    self.arguments = arguments
    self.unavailable = unavailable
  }

  /// What follows the options, once ``next()`` has given nil.
  var operands: [Bytes] { index < arguments.count ? Array(arguments[index...]) : [] }

  mutating func next() -> Item? {
    value = nil
    if offset == 0 && !beginArgument() { return nil }
    let letter = arguments[index][offset]
    if Self.contains(Self.flags, letter) && !unavailable.contains(letter) {
      advance()
      return .option(letter, sign: sign)
    }
    if Self.contains(Self.valued, letter) && !unavailable.contains(letter) {
      takeValue()
      return .option(letter, sign: sign)
    }
    advance()
    return .illegal(letter)
  }

  /// Gives back what follows the first `count` bytes of the value, to be read again.
  mutating func putBack(from count: Int = 0) {
    (index, offset) = valueStart
    offset += count
    if offset > 0 && offset >= arguments[index].count { (index, offset) = (index + 1, 0) }
  }

  /// Whether the argument at ``index`` holds options.
  private mutating func beginArgument() -> Bool {
    guard index < arguments.count else { return false }
    let argument = arguments[index]
    guard argument.count > 1, argument[0] == UInt8(ascii: "-") || argument[0] == UInt8(ascii: "+") else {
      return false
    }
    if argument.count == 2 && argument[0] == argument[1] {
      index += 1
      return false
    }
    sign = argument[0]
    offset = 1
    return true
  }

  private mutating func advance() {
    offset += 1
    if offset >= arguments[index].count { (index, offset) = (index + 1, 0) }
  }

  private mutating func takeValue() {
    offset += 1
    if offset < arguments[index].count {
      valueStart = (index, offset)
      value = Bytes(arguments[index][offset...])
      index += 1
    } else {
      index += 1
      // `--` ends the options and is nobody's value.
      if index < arguments.count && arguments[index] != Bytes("--") {
        valueStart = (index, 0)
        value = arguments[index]
        index += 1
      }
    }
    offset = 0
  }

  private static func contains(_ letters: StaticString, _ letter: UInt8) -> Bool {
    letters.withUTF8Buffer { $0.contains(letter) }
  }
}
