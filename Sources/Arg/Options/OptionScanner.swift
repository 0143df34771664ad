import Store

/// Splits arguments into options and values.
///
/// Letters may be clustered. Unlike getopt(3), a letter that may have a value is handed the text that follows, and
/// whoever reads the option decides: what is not its value, or is left of it, goes back with ``putBack(from:)``
/// and is read again as options.
///
/// A word is an argument `--word` or `--word=value`, written out in full.
struct OptionScanner {
  enum Item {
    case option(Option)
    case wrong(UsageError)
  }

  private let arguments: [Bytes]
  private let options: [Option]
  /// Where in ``options`` a letter is: after `-` at the letter, after `+` 256 further. A letter without a row for
  /// one sign has that of the other. An argument can be very long and hold letters only.
  private let places: [UInt8?]
  private let circumstances: Circumstances
  private var index = 1
  /// Where in the argument the next option letter is; 0 before an argument was looked at.
  private var offset = 0
  private var valueStart = (index: 0, offset: 0)

  /// The last option was written with `+`.
  private(set) var isPlus = false
  /// The last option was a word. What is taken as its value can be nothing else.
  private(set) var isWord = false
  /// What may be the value of the option that ``next()`` gave last.
  private(set) var value: Bytes?

  /// `arguments` begin with the program's name.
  init(_ arguments: [Bytes], _ circumstances: Circumstances, options: [Option] = OptionTable.options) {
    self.arguments = arguments
    self.options = options
    self.circumstances = circumstances
    var places = [UInt8?](repeating: nil, count: 512)
    for (place, option) in options.enumerated() {
      option.forEachLetter {
        let (afterMinus, afterPlus) = (Int($0), 256 + Int($0))
        if option.signs.contains(.minus) || places[afterMinus] == nil { places[afterMinus] = UInt8(place) }
        if option.signs.contains(.plus) || places[afterPlus] == nil { places[afterPlus] = UInt8(place) }
      }
    }
    self.places = places
  }

  /// What follows the options, once ``next()`` has given nil.
  var operands: [Bytes] { index < arguments.count ? Array(arguments[index...]) : [] }

  mutating func next() -> Item? {
    value = nil
    isWord = false
    if offset == 0 {
      guard let word = beginArgument() else { return nil }
      if !word.isEmpty { return next(word: word) }
    }
    let letter = arguments[index][offset]
    guard let option = known(option(letter)) else {
      advance()
      return .wrong(Self.unknown(letter))
    }
    if option.value == .none { advance() } else { takeValue() }
    return .option(option)
  }

  /// Gives back what follows the first `count` bytes of a letter's value, to be read again.
  mutating func putBack(from count: Int = 0) {
    (index, offset) = valueStart
    offset += count
    if offset > 0 && offset >= arguments[index].count { (index, offset) = (index + 1, 0) }
  }

  /// Whether the argument at ``index`` holds options: what follows `--`, nothing before letters, or nil.
  private mutating func beginArgument() -> ArraySlice<UInt8>? {
    guard index < arguments.count else { return nil }
    let argument = arguments[index]
    guard argument.count > 1, argument[0] == UInt8(ascii: "-") || argument[0] == UInt8(ascii: "+") else {
      return nil
    }
    if argument.count == 2 && argument[0] == argument[1] {
      index += 1
      return nil
    }
    isPlus = argument[0] == UInt8(ascii: "+")
    if !isPlus && argument[1] == UInt8(ascii: "-") { return argument[2...] }
    offset = 1
    return []
  }

  private mutating func next(word text: ArraySlice<UInt8>) -> Item {
    isWord = true
    index += 1
    let word = text.prefix { $0 != UInt8(ascii: "=") }
    guard let option = known(options.first { $0.word?.elementsEqual(word) ?? false }) else {
      return .wrong(unknown(word.isEmpty ? text : word))
    }
    if word.count < text.count { value = Bytes(text[(word.endIndex + 1)...]) }
    switch option.value {
    case .none where value != nil: return .wrong(UsageError("this option takes no value", Bytes("--") + text))
    case .required where value == nil:
      // `--` ends the options and is nobody's value.
      guard index < arguments.count, arguments[index] != Bytes("--") else {
        return .wrong(UsageError("this option needs a value", Bytes("--") + word))
      }
      value = arguments[index]
      index += 1
    default: break
    }
    return .option(option)
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

  /// The option, unless it is as if there were none.
  private func known(_ option: Option?) -> Option? {
    if case .absent = option?.availability.state(in: circumstances) { return nil }
    return option
  }

  /// The option that a letter stands for after the sign at hand.
  private func option(_ letter: UInt8) -> Option? {
    places[(isPlus ? 256 : 0) + Int(letter)].map { options[Int($0)] }
  }

  private static func unknown(_ letter: UInt8) -> UsageError {
    Bytes(OptionTable.foreignLetters).contains(letter)
      ? UsageError("this option is for other systems", [letter]) : UsageError("no such option", [letter])
  }

  private func unknown(_ word: ArraySlice<UInt8>) -> UsageError {
    var error = UsageError("no such option", Bytes("--") + word)
    let words = options.filter { $0.isAvailable(in: circumstances) }.compactMap(\.word)
    error.suggestion = NearestWord.find(word, among: words).map { Bytes("--") + $0 }
    return error
  }
}
