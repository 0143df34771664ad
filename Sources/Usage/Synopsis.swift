import Arg
import Store

/// The options as the first lines of help have them: in the order of their letters, then those with words.
struct Synopsis {
  /// The letters that stand alone, behind one hyphen.
  private(set) var flags = "-"
  /// The options that have a value, two signs or a word.
  private(set) var others: [String] = []

  init(_ circumstances: Circumstances) {
    let options = OptionTable.options.filter { $0.isAvailable(in: circumstances) }
    let lettered = options.flatMap { option in option.letters.map { (letter: $0, option: option) } }
      .sorted { Self.order($0.letter) < Self.order($1.letter) }
    for (letter, option) in lettered {
      switch option.synopsis {
      case .flag, .flagAndAlone: flags.append(Character(UnicodeScalar(letter)))
      case .alone, .elsewhere: break
      }
    }
    for option in lettered.map(\.option) + options.filter({ $0.word != nil }) {
      switch option.synopsis {
      case .alone(let notation), .flagAndAlone(let notation): others.append(notation.description)
      case .flag, .elsewhere: break
      }
    }
  }

  /// As in a dictionary; of one letter, the small one comes first.
  private static func order(_ letter: UInt8) -> (UInt8, UInt8) { (letter | 0x20, ~letter) }
}
