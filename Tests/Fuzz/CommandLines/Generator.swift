import Arg

/// The generator of Steele, Lea and Flood (SplitMix64): the same numbers in every run.
struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}

/// Makes command lines out of the grammar of the options, with values that are right, nearly right and
/// anything at all.
struct CommandLineGenerator {
  private var random: Generator

  /// The option that lists one process only, so that many lines can be tried.
  private let own: [UInt8]

  init(seed: UInt64, own: Int32) {
    random = Generator(state: seed)
    self.own = Array("-p\(own)".utf8)
  }

  mutating func next() -> [[UInt8]] {
    var line: [[UInt8]] = chance(3) ? [] : [own]
    for _ in 0..<Int.random(in: 1...4, using: &random) { line += item() }
    if chance(12) { line.append(Array((chance(2) ? "--" : "++").utf8)) }
    if chance(5) { line.append(value(pick(["names", "numbers", "anything"]))) }
    return line
  }

  private mutating func chance(_ among: Int) -> Bool { Int.random(in: 0..<among, using: &random) == 0 }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &random)]
  }

  /// An option, with or without a value, attached or not.
  private mutating func item() -> [[UInt8]] {
    if chance(12) { return word() }
    let sign = [UInt8(ascii: chance(4) ? "+" : "-")]
    if chance(4) { return [sign + (0..<Int.random(in: 1...3, using: &random)).map { _ in pick(Self.flags) }] }
    let letter = pick(Self.valued)
    if chance(10) { return [sign + [letter]] }
    let value = value(chance(6) ? "anything" : pick(Self.kinds[letter] ?? ["anything"]))
    return chance(2) || value.isEmpty ? [sign + [letter], value] : [sign + [letter] + value]
  }

  /// An option that is a word, or nearly one, with or without a value.
  private mutating func word() -> [[UInt8]] {
    var argument = Array("--".utf8) + pick(Self.words)
    if chance(5) { argument.append(pick(Array("x-=\u{1b}\n%".utf8))) }
    if chance(2) { return [argument] }
    let isFilter = argument.starts(with: Array("--filter".utf8))
    let kind = chance(3) ? "anything" : isFilter ? "filters" : pick(Self.alphabets.keys.sorted())
    let value = value(kind)
    return chance(2) ? [argument + [UInt8(ascii: "=")] + value] : [argument, value]
  }

  /// Letters that stand alone, and some that are no options.
  private static let flags =
    OptionTable.options.filter { $0.value == .none }.flatMap(\.letters) + Array("CAkz:".utf8)
  private static let valued = OptionTable.options.filter { $0.value != .none }.flatMap(\.letters)
  private static let words = OptionTable.options.compactMap(\.word)

  /// The kinds of values that letters have; letters that are not here get anything.
  private static let kinds: [UInt8: [String]] = [
    "c": ["commands", "expressions"], "d": ["descriptors", "names"], "D": ["names"], "e": ["names"],
    "F": ["letters"], "f": ["letters"], "g": ["numbers"], "i": ["addresses"], "K": ["letters"],
    "L": ["numbers"], "m": ["names"], "o": ["numbers"], "p": ["numbers"], "r": ["markers"], "s": ["states"],
    "S": ["numbers"], "T": ["letters"], "u": ["users"], "x": ["letters"], "Z": ["names"],
  ].reduce(into: [:]) { $0[Array($1.key.utf8)[0]] = $1.value }

  private mutating func value(_ kind: String) -> [UInt8] {
    if chance(60) { return [UInt8](repeating: pick(Array("a9,(/[^-%{\u{1}".utf8)), count: 100 * 1024) }
    let alphabet = Self.alphabets[kind] ?? []
    if alphabet.isEmpty {
      return (0..<Int.random(in: 0...12, using: &random)).map { _ in UInt8.random(in: 1...255, using: &random)
      }
    }
    var value: [UInt8] = []
    for _ in 0..<Int.random(in: 0...5, using: &random) { value += Array(pick(alphabet).utf8) }
    if kind == "expressions" {
      value = [UInt8(ascii: "/")] + value + Array(pick(["/", "/i", "/b", "/x", "/bix", ""]).utf8)
    }
    if kind == "addresses" && !value.contains(UInt8(ascii: "[")) {
      // Names of hosts would be looked up.
      value = value.filter { $0 != UInt8(ascii: "@") || chance(8) }
    }
    return value
  }

  /// What values are made of, by kind. Kinds that are not here are any bytes.
  private static let alphabets: [String: [String]] = [
    "numbers": [
      "0", "1", "2", "-1", "+1", ",", "^", "4711", "2147483647", "2147483648", "4294967295",
      "18446744073709551617", "99999999999999999999999999", "1x", " ", "\u{e9}", "%d", "0x10", "1-2",
    ],
    "commands": [
      "a", "init", "^", "%s%n", "\u{1b}[31m", "(", "[", "\\", "caf\u{e9}", "fifteen-letters", "/", "\n", ",",
    ],
    "expressions": [
      "a", ".", "*", "+", "?", "^", "$", "(", ")", "[", "]", "[^", "[[:alpha:]]", "[[:x:]]", "[[.a.]]",
      "{1,255}",
      "{1,32767}", "{9999999999}", "{", "}", "\\(", "\\)", "\\{1,255\\}", "\\1", "\\2", "|", "\\", "(a*)*",
      "\\(a*\\)*\\1b", "(a|b)*", "\u{e9}", "[a-", "[z-a]", "\\w", "\\b", "(((((((((", "\u{1b}",
    ],
    "descriptors": [
      "0", "1", "-", "^", ",", "cwd", "txt", "fd", "mem", "DEL", "0-2147483647", "9-1",
      "99999999999999999999",
      "1-", "-1", "x", "\u{1b}", "err", "unk", "%",
    ],
    "names": [
      "/", "/etc/passwd", "/proc", "/proc/self/fd/0", ".", "..", "/nonexistent", "\u{1b}[2J", "\n",
      "\u{9b}31m",
      "caf\u{e9}", "//", "/dev/null", "/dev/zero", "/etc/../etc", "%n%s", " ", "x (deleted)", "\\",
      "/proc/self/mem",
    ],
    "letters": [
      "p", "c", "n", "0", "?", "f", "l", "g", "G", "q", "s", "i", "I", "x", "Z", "K", "T", "\u{1b}", "\u{e9}",
      "^",
      "%", "pcfn0", "1",
    ],
    "addresses": [
      "TCP", "udp", "UDPLITE", "sctp", "4", "6", "@", "@1.2.3.4", "@999.1.1.1", "@[::1]", "@[::ffff:1.2.3.4]",
      "@[fe80::1%lo]", "@[fe80::1%1]", "@[fe80::1", "%lo", "%1]", "[", "]", ":", "0", "80", "65535", "65536",
      "99999999999999999999", "1-10", "10-1",
      "smtp",
      ",", "-", "@0.0.0.0", "@[::]", "\u{1b}", "1-10,smtp,99", "%", "@localhost",
    ],
    "markers": [
      "0", "1", "c1", "c0", "c99999999999999999999", "m", "m%T", "m%n", "m%", "m%E", "m%9999999d",
      "m%99999999999Y",
      "m%c%c%c", "m=%_n", "x", "99999999999", "\u{1b}[2J", " ", "m\u{9b}",
    ],
    "states": [
      "TCP:", "UDP:", "tcp:", "SCTP:", "LISTEN", "ESTABLISHED", "Idle", "BOUND", "^", ",", "^LISTEN",
      "SYN_SENT", "x",
      "",
      "\u{1b}", "%s", "TIME_WAIT",
    ],
    "filters": [
      "pid", "size", "user", "name", "mtime", "flags", "dev", "lport", "state", " == ", " != ", "<", ">=",
      "=~",
      "!~", " in (", " glob ", " and ", " or ", " not ", "has ", "(", ")", ",", "!", "1", "10M", "-1h",
      "now - 7d",
      "\"LISTEN\"", "'root'", "\"(a*)*$\"", "'[a-z]*'", "\"8:1\"", "\"2026-11-28\"", "\"", "'", "\\",
      "\u{1b}",
    ],
    "users": [
      "root", "0", "^", ",", "nobody", "^root", "4294967295", "4294967296", "99999999999999999999", "-1",
      "nosuch",
      "\u{1b}[31m", "caf\u{e9}", "%s", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ],
  ]
}
