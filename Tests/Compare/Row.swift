/// A command line of the table.
///
/// A row is a line of words, `ARGUMENT... ## CONDITION...`. Words are parted by blanks; quotes keep
/// blanks in, and between double quotes `\n`, `\t`, `\\`, `\"` and `\xNN` stand for one byte. `{name}`
/// stands for a fact that OpenFiles reports, `{pids}` for the list of all its processes.
struct Row {
  /// The line itself, as its name.
  let text: String
  let arguments: [Word]
  let conditions: [Condition]

  typealias Word = [Part]

  enum Part {
    case bytes([UInt8])
    case fact(String)
  }

  /// A condition, with the expectation's value if it has one.
  struct Condition {
    let name: String
    let value: Word
  }

  /// What each condition means.
  static let meanings = [
    "utf8": "LC_ALL=C.UTF-8 instead of C",
    "nobody": "run as uid nobody (needs root)",
    "outside": "run outside of the private namespaces",
    "since": "the reference must be at least this version",
    "until": "not for references above this version",
    "status": "compare only the exit status and whether something is said on stderr",
    "quiet": "don't compare whether something is said on stderr",
    "unseen": "ours says that what is missing may be open in processes that it can't look into",
    "cut": "stop both after so many seconds",
    "argv0": "run under this name",
    "network": "run in the network namespace of this process",
    "env": "with this variable (NAME=value)",
    "needs": "needs this fact of the fixture",
    "paired": "without processes whose files have ends that the reference doesn't tell, or tells wrong",
    "fixed": "the reference is wrong: run only ours, and expect what follows",
    "exits": "fixed: exit status",
    "has": "fixed: stdout holds this text",
    "lacks": "fixed: stdout does not hold this text",
    "rows": "fixed: number of lines",
    "said": "fixed: stderr holds this text",
    "silent": "fixed: stderr is empty",
    "agrees": "fixed: stdout is JSON that tells the same as -F in place of the first argument",
    "json": "fixed: stdout is JSON, one document or one a line",
  ]

  func has(_ condition: String) -> Bool { conditions.contains { $0.name == condition } }
  func value(_ condition: String) -> Word? { conditions.first { $0.name == condition }?.value }

  /// The rows of a table: a line each but for blank lines and those that begin with `#`.
  static func table(_ text: String) -> [Row] {
    text.split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.allSatisfy { $0 == " " } }
      .map { Row(line: String($0)) }
  }

  init(line: String) {
    let halves = line.split(separator: " ## ", maxSplits: 1, omittingEmptySubsequences: false)
    text = line
    var scanner = WordScanner(Array(halves[0].utf8))
    arguments = scanner.words()
    guard halves.count == 2 else {
      conditions = []
      return
    }
    scanner = WordScanner(Array(halves[1].utf8))
    conditions = scanner.words().map(Row.condition)
  }

  /// Splits `name=value` at the first `=` of the leading bytes.
  private static func condition(_ word: Word) -> Condition {
    guard case .bytes(let bytes)? = word.first else { return Condition(name: "", value: word) }
    let name = String(decoding: bytes.prefix { $0 != 0x3d }, as: UTF8.self)
    precondition(meanings[name] != nil, "unknown condition \(name) in the table")
    let rest = Array(bytes.drop { $0 != 0x3d }.dropFirst())
    return Condition(name: name, value: [.bytes(rest)] + word.dropFirst())
  }
}

/// Cuts a line of the table into words.
private struct WordScanner {
  private var rest: ArraySlice<UInt8>

  init(_ text: [UInt8]) { rest = text[...] }

  mutating func words() -> [Row.Word] {
    var words: [Row.Word] = []
    while true {
      rest = rest.drop { $0 == 0x20 }
      guard !rest.isEmpty else { return words }
      words.append(word())
    }
  }

  private mutating func word() -> Row.Word {
    var parts: Row.Word = []
    var bytes: [UInt8] = []
    func flush() {
      if !bytes.isEmpty { parts.append(.bytes(bytes)) }
      bytes = []
    }
    var quote: UInt8?
    while let byte = rest.first, quote != nil || byte != 0x20 {
      rest.removeFirst()
      switch byte {
      case quote: quote = nil
      case 0x22 where quote == nil, 0x27 where quote == nil: quote = byte
      case 0x5c where quote == 0x22: bytes.append(escape())
      case 0x7b where rest.first.map { $0 >= 0x61 && $0 <= 0x7a } == true:
        flush()
        parts.append(.fact(String(decoding: rest.prefix { $0 != 0x7d }, as: UTF8.self)))
        rest = rest.drop { $0 != 0x7d }.dropFirst()
      default: bytes.append(byte)
      }
    }
    flush()
    return parts
  }

  /// The byte that an escape after a backslash stands for.
  private mutating func escape() -> UInt8 {
    guard let byte = rest.popFirst() else { return 0x5c }
    switch byte {
    case 0x6e: return 0x0a
    case 0x74: return 0x09
    case 0x78:
      let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0x3f
      rest = rest.dropFirst(2)
      return code
    default: return byte
    }
  }
}

/// All rows of the comparison.
let table = [
  selectionRows, nameRows, internetRows, outputRows, repeatRows, userRows, fixedRows,
].flatMap(Row.table)
