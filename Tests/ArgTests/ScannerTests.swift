import Store
import Testing

@testable import Arg

@Suite struct ScannerTests {
  /// The options as words: sign, letter and `=value`; `!` before an illegal one.
  private func scan(_ arguments: [String], puttingBack: Set<Character> = []) -> [String] {
    var scanner = OptionScanner([bytes("lsof")] + arguments.map(bytes))
    var found: [String] = []
    while let item = scanner.next() {
      switch item {
      case .illegal(let letter): found.append("!\(Character(UnicodeScalar(letter)))")
      case .option(let letter, let sign):
        let letter = Character(UnicodeScalar(letter))
        var word = "\(Character(UnicodeScalar(sign)))\(letter)"
        if puttingBack.contains(letter) {
          if scanner.value != nil { scanner.putBack() }
        } else if let value = scanner.value {
          word += "=" + String(decoding: value, as: UTF8.self)
        }
        found.append(word)
      }
    }
    return found + scanner.operands.map { "<\(String(decoding: $0, as: UTF8.self))>" }
  }

  @Test func clusters() {
    #expect(scan(["-tnP", "+wV"]) == ["-t", "-n", "-P", "+w", "+V"])
    #expect(scan(["-tp", "4"]) == ["-t", "-p=4"])
    #expect(scan(["-p4", "-u"]) == ["-p=4", "-u"])
  }

  @Test func ends() {
    #expect(scan(["-n", "--", "-t"]) == ["-n", "<-t>"])
    #expect(scan(["++", "-t"]) == ["<-t>"])
    #expect(scan(["file", "-p", "4"]) == ["<file>", "<-p>", "<4>"])
    #expect(scan(["-", "-n"]) == ["<->", "<-n>"])
    #expect(scan([""]) == ["<>"])
    #expect(scan(["-p", "--", "x"]) == ["-p", "<x>"])
    #expect(scan(["-p", ""]) == ["-p="])
  }

  @Test("an option like a value can be put back")
  func puttingBack() {
    #expect(scan(["-s", "-n"], puttingBack: ["s"]) == ["-s", "-n"])
    #expect(scan(["-s", "x"], puttingBack: ["s"]) == ["-s", "<x>"])
    #expect(scan(["+sn"], puttingBack: ["s"]) == ["+s", "+n"])
    #expect(scan(["-s-n"], puttingBack: ["s"]) == ["-s", "!-", "-n"])
  }

  @Test func illegal() {
    #expect(scan(["--help"]) == ["!-", "-h", "-e=lp"])
    #expect(scan(["-:yn"]) == ["!:", "!y", "-n"])
    #expect(scan(["-zk", "x"]) == ["!z", "!k", "<x>"])
  }
}
