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

  /// The letters after the sign, which all mean the same; none for a word.
  public let letters: Bytes
  /// The signs that the letters are documented with. Where a letter has no row for the other sign, that one
  /// leads here too.
  public let signs: Signs
  /// What follows `--`; nil for letters.
  public let word: Bytes?
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
    let name = OptionName(notation)
    letters = name.letters
    word = name.word
    self.signs = signs ?? name.signs
    self.value = value
    self.synopsis = synopsis
    self.availability = availability
    self.apply = apply
    help = HelpLine(notation: notation, meaning: meaning)
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

/// The names that a notation of help begins with.
private struct OptionName {
  var letters: Bytes = []
  var signs: Option.Signs = []
  var word: Bytes?

  init(_ notation: StaticString) {
    let text = Bytes(notation)
    if text.starts(with: Bytes("--")) {
      word = Bytes(text.dropFirst(2).prefix { !Bytes("=[ ").contains($0) })
      return
    }
    for byte in text.prefix(while: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "[") }) {
      switch UnicodeScalar(byte) {
      case "-": signs.insert(.minus)
      case "+": signs.insert(.plus)
      case "|": continue
      default: letters.append(byte)
      }
    }
  }
}
