import Store

/// An option: what it is called, what it takes, what help says of it and what it does.
public struct Option: Sendable {
  /// The signs that a letter may follow.
  public struct Signs: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let minus = Signs(rawValue: 1)
    public static let plus = Signs(rawValue: 2)
    public static let both: Signs = [.minus, .plus]
  }

  public enum Value: Sendable {
    case none
    /// A letter's value may follow or be the next argument. A word's value is what follows `=`.
    case optional
    /// It follows, or is the next argument.
    case required
  }

  /// Where the synopsis has an option.
  public enum Synopsis: Sendable {
    /// Among the letters that stand alone.
    case flag
    /// By itself, in this notation.
    case alone(StaticString)
    case flagAndAlone(StaticString)
    /// Another row of the same letter has both.
    case elsewhere
  }

  /// A line of help: an option, its value, and what it means.
  public struct HelpLine: Sendable {
    public let notation: StaticString
    public let meaning: Meaning

    /// What stands to the right of the notation.
    public enum Meaning: Sendable, ExpressibleByStringLiteral {
      case text(StaticString)
      /// A text that names a default, or that differs from user to user.
      case derived(@Sendable (Circumstances) -> String)

      public init(stringLiteral text: StaticString) { self = .text(text) }

      public func text(in circumstances: Circumstances) -> String {
        switch self {
        case .text(let text): text.description
        case .derived(let make): make(circumstances)
        }
      }
    }
  }

  private let name: OptionName
  /// The signs that the letters are documented with. Where a letter has no row for the other sign, that one
  /// leads here too.
  public let signs: Signs
  public let value: Value
  public let synopsis: Synopsis
  public let help: HelpLine
  let availability: Availability
  let apply: Action

  /// What an option does. Its sign and its value are the parser's.
  typealias Action = @Sendable (inout OptionParser) throws(UsageError) -> Void

  /// - Parameters:
  ///   - notation: Begins with the option's names: `-a`, `+|-a`, `-a|-b` or `--word`.
  ///   - signs: Where they are not those of the notation.
  init(
    _ notation: StaticString, _ meaning: HelpLine.Meaning, signs: Signs? = nil, value: Value = .none,
    synopsis: Synopsis = .flag, where availability: Availability = .everywhere, _ apply: @escaping Action
  ) {
    name = OptionName(notation)
    self.signs = signs ?? name.signs
    self.value = value
    self.synopsis = synopsis
    self.availability = availability
    self.apply = apply
    help = HelpLine(notation: notation, meaning: meaning)
  }

  /// The letters after the sign, which all mean the same; none for a word.
  public var letters: Bytes { [name.letter, name.secondLetter].filter { $0 != 0 } }

  /// What follows `--`; nil for letters.
  public var word: Bytes? {
    if name.wordLength == 0 { return nil }
    return help.notation.withUTF8Buffer { Bytes($0[2..<(2 + name.wordLength)]) }
  }

  /// Calls `body` for each of ``letters``, and allocates nothing.
  func forEachLetter(_ body: (UInt8) -> Void) {
    if name.letter != 0 { body(name.letter) }
    if name.secondLetter != 0 { body(name.secondLetter) }
  }

  public func isAvailable(in circumstances: Circumstances) -> Bool {
    if case .available = availability.state(in: circumstances) { true } else { false }
  }

  /// The option as the user writes it: `-a`, `+a` or `--word`, and so on for each letter and sign.
  public var spellings: [Bytes] {
    if let word { return [Bytes("--") + word] }
    return letters.flatMap { letter in
      (signs.contains(.minus) ? [[UInt8(ascii: "-"), letter]] : [])
        + (signs.contains(.plus) ? [[UInt8(ascii: "+"), letter]] : [])
    }
  }
}

/// The names that a notation of help begins with. Each run of the program reads those of the whole table: nothing
/// is allocated.
private struct OptionName {
  /// 0 where there is none.
  var letter: UInt8 = 0
  /// Means the same; 0 where there is none.
  var secondLetter: UInt8 = 0
  var signs: Option.Signs = []
  /// Of what follows `--`.
  var wordLength = 0

  init(_ notation: StaticString) {
    notation.withUTF8Buffer { read($0) }
  }

  private mutating func read(_ text: UnsafeBufferPointer<UInt8>) {
    let hyphen = UInt8(ascii: "-")
    let isWord = text.count > 2 && text[0] == hyphen && text[1] == hyphen
    if isWord {
      while 2 + wordLength < text.count, !Self.endsName(text[2 + wordLength]) { wordLength += 1 }
      return
    }
    for byte in text {
      if Self.endsName(byte) { return }
      switch UnicodeScalar(byte) {
      case "-": signs.insert(.minus)
      case "+": signs.insert(.plus)
      case "|": continue
      default: if letter == 0 { letter = byte } else { secondLetter = byte }
      }
    }
  }

  private static func endsName(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "=")
  }
}
