import Store
import Testing

@testable import Arg

@Suite struct ScannerTests {
  /// The options as words: sign, letter and `=value`, or `--word=value`; `!` before what is wrong.
  private func scan(
    _ arguments: [String], puttingBack: Set<Character> = [], options: [Option] = OptionTable.options
  ) -> [String] {
    var scanner = OptionScanner(
      [bytes("lsof")] + arguments.map(bytes), Circumstances(hasContexts: true, isRoot: true), options: options
    )
    var found: [String] = []
    while let item = scanner.next() {
      switch item {
      case .wrong(let error): found.append("!" + text(error.subject ?? []))
      case .option(let option):
        let name = option.word.map { "--" + text($0) } ?? (scanner.isPlus ? "+" : "-") + text(option.letters)
        if let letter = name.last, option.word == nil, puttingBack.contains(letter) {
          if scanner.value != nil { scanner.putBack() }
          found.append(name)
        } else {
          found.append(name + (scanner.value.map { "=" + text($0) } ?? ""))
        }
      }
    }
    return found + scanner.operands.map { "<\(text($0))>" }
  }

  private func text(_ bytes: Bytes) -> String { String(decoding: bytes, as: UTF8.self) }

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
    #expect(scan(["-s", "--version"], puttingBack: ["s"]) == ["-s", "--version"])
  }

  @Test func unknownLetters() {
    #expect(scan(["-:yn"]) == ["!:", "!y", "-n"])
    #expect(scan(["-zk", "x"]) == ["!z", "!k", "<x>"])
    #expect(scan(["++n", "-n-"]) == ["!+", "+n", "-n", "!-"])
  }

  @Test("words stand alone, in full, and before the names")
  func words() {
    #expect(scan(["--help", "-n", "--version", "x"]) == ["--help", "-n", "--version", "<x>"])
    #expect(scan(["x", "--help"]) == ["<x>", "<--help>"])
    #expect(scan(["--", "--help"]) == ["<--help>"])
    #expect(scan(["++", "--help"]) == ["<--help>"])
    #expect(scan(["-p", "--help"]) == ["-p=--help"])
    #expect(scan(["--hel", "-n"]) == ["!--hel", "-n"])
    #expect(scan(["--help=x", "-n"]) == ["!--help=x", "-n"])
    #expect(scan(["+-hn"]) == ["!-", "+?h", "+n"])
  }

  @Test("a word's value: none, optional or required")
  func values() {
    func scan(_ arguments: String...) -> [String] {
      self.scan(
        arguments,
        options: [
          Option("--none", "") { _ in }, Option("--netns[=SET]", "", value: .optional) { _ in },
          Option("--columns=LIST", "", value: .required) { _ in }, Option("-n", "") { _ in },
        ])
    }
    #expect(scan("--none", "x") == ["--none", "<x>"])
    #expect(scan("--none=") == ["!--none="])
    #expect(scan("--netns", "x") == ["--netns", "<x>"])
    #expect(scan("--netns=1,2", "-n") == ["--netns=1,2", "-n"])
    #expect(scan("--netns=", "--netns=-n=1") == ["--netns=", "--netns=-n=1"])
    #expect(scan("--columns=PID,=", "-n") == ["--columns=PID,=", "-n"])
    #expect(scan("--columns", "-PID", "-n") == ["--columns=-PID", "-n"])
    #expect(scan("--columns", "") == ["--columns="])
    #expect(scan("--columns") == ["!--columns"])
    #expect(scan("--columns", "--", "-n") == ["!--columns", "<-n>"])
    #expect(scan("--column", "PID") == ["!--column", "<PID>"])
  }
}
