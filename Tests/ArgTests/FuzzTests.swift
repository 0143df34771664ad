import Store
import Testing

@testable import Arg

/// Anything may be on a command line: it is taken or refused, and nothing traps.
@Suite struct FuzzTests {
  /// The generator of Steele, Lea and Flood (SplitMix64): the same numbers in every run.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state
      mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      return mixed ^ mixed >> 31
    }
  }

  private static let letters = OptionTable.options.flatMap(\.letters) + bytes("Azk:-+")
  private static let valuedLetters =
    Set(OptionTable.options.filter { $0.value != .none }.flatMap(\.letters)).sorted()
  private static let words = OptionTable.options.compactMap(\.word) + ["", "hel", "x"].map(bytes)
  private static let pieces = [
    "", "-", "+", "--", "0", "1", "99999999999999999999", "^", ",", "1-2", "2-1", "c", "m%", "m%n", "TCP",
    "TCP:", "tcp:1-", "UDP:^IDLE,", "@1.2.3.4", "@[::1]", "[", "]", ":", "@", "/x/i", "/(/", "/", "/etc",
    "/home", "cwd", "fd", "i", "0", "?", "pcn0", "fl", "qs", "4", "6", "\u{1b}", " ", "é", "root",
  ].map { Array($0.utf8) }

  private func argument(_ generator: inout Generator) -> Bytes {
    var argument: Bytes = []
    if Int.random(in: 0..<6, using: &generator) == 0 {
      argument = bytes("--") + (Self.words.randomElement(using: &generator) ?? [])
      if Bool.random(using: &generator) { argument.append(UInt8(ascii: "=")) }
    } else if Bool.random(using: &generator) {
      argument.append(Bool.random(using: &generator) ? UInt8(ascii: "-") : UInt8(ascii: "+"))
      for _ in 0..<Int.random(in: 0...2, using: &generator) {
        argument.append(Self.letters.randomElement(using: &generator) ?? 0)
      }
    }
    for _ in 0..<Int.random(in: 0...3, using: &generator) {
      if Int.random(in: 0..<4, using: &generator) == 0 {
        argument.append(UInt8.random(in: 0...255, using: &generator))
      } else {
        argument += Self.pieces.randomElement(using: &generator) ?? []
      }
    }
    return argument
  }

  @Test func randomCommandLines() {
    var generator = Generator(state: 20_240_229)
    for _ in 0..<3000 {
      let arguments = (0..<Int.random(in: 0...4, using: &generator)).map { _ in argument(&generator) }
      // Hosts would be looked up, which takes long.
      if arguments.contains(where: { $0.contains(UInt8(ascii: "@")) && !$0.contains(UInt8(ascii: "[")) }) {
        continue
      }
      let run = Run(arguments)
      if run.isRefused || run.isFailure {
        #expect(!run.messages.isEmpty || arguments.contains(where: \.isSilencing))
      } else if run.request == nil {
        #expect(run.helpRequest != nil)
      }
    }
  }

  @Test("huge values", arguments: valuedLetters)
  func hugeValues(letter: UInt8) {
    for filler in ["9", "a", "(", ",", "^", "-", "/", "[", "m", "%", "1,", "\u{ff}"] {
      let value = bytes(String(repeating: filler, count: 100 * 1024 / filler.utf8.count))
      // What a whole line of them stands for differs; it comes to an end, and help isn't shown by accident.
      for line in [
        [bytes("-") + [letter] + value], [bytes("+") + [letter], value],
        [bytes("-") + [letter], bytes("/") + value + bytes("/")],
      ] {
        let run = Run(line)
        #expect(run.request != nil || run.isRefused || run.isFailure)
      }
    }
  }

  @Test("huge words are refused, and shown whole")
  func hugeWords() {
    for word in [
      String(repeating: "a", count: 100 * 1024), "help" + String(repeating: "p", count: 100 * 1024),
    ] {
      #expect(Run([bytes("--" + word)]).messages == "lsof: no such option: --\(word)\n")
      #expect(Run([bytes("--help=" + word)]).messages == "lsof: this option takes no value: --help=\(word)\n")
    }
  }
}

extension [UInt8] {
  /// Holds -w or -t, which silence warnings.
  fileprivate var isSilencing: Bool {
    count > 1 && self[0] == UInt8(ascii: "-")
      && contains { $0 == UInt8(ascii: "w") || $0 == UInt8(ascii: "t") }
  }
}
