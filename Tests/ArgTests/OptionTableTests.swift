import Glibc
import Print
import Store
import Testing

@testable import Arg

/// The man page and the completions have each option of the table.
@Suite struct OptionTableTests {
  @Test("each letter with its sign, and each word, stands for one option")
  func spellings() {
    let spellings = OptionTable.options.flatMap(\.spellings)
    #expect(spellings.count == Set(spellings).count)
    #expect(OptionTable.options.allSatisfy { !$0.spellings.isEmpty })
    for letter in bytes("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
      let isForeign = Bytes(OptionTable.foreignLetters).contains(letter)
      #expect(!isForeign || !OptionTable.options.contains { $0.letters.contains(letter) })
    }
  }

  @Test(
    "names are read from the notation",
    arguments: [
      ("-a", ["-a"]), ("+|-e s", ["-e", "+e"]), ("-?|-h", ["-?", "-h"]), ("+m [m]", ["+m"]),
      ("-K [i] list|(i)gn", ["-K"]), ("+|-f[gG]", ["-f", "+f"]), ("--help", ["--help"]),
      ("--netns[=SET]", ["--netns"]), ("--columns=LIST", ["--columns"]),
      ("--filter EXPRESSION", ["--filter"]),
    ] as [(StaticString, [String])])
  func notations(notation: StaticString, expected: [String]) {
    let option = Option(notation, "") { _ in }
    #expect(option.spellings.sorted(by: precedes) == expected.map(bytes).sorted(by: precedes))
  }

  @Test("the man page describes each option")
  func manual() throws {
    let lines = try lines(of: "man/lsof.8")
    var tags: [String] = []
    for (index, line) in lines.enumerated() where line == ".TP" && index + 1 < lines.count {
      tags.append(contentsOf: names(inTag: lines[index + 1]))
    }
    expectAll(in: tags, "man/lsof.8")
  }

  @Test("the completion of bash offers each option")
  func bash() throws {
    let words = try lines(of: "Completions/lsof.bash").filter { $0.contains("_lsof_swift_words") }
      .flatMap { $0.split(separator: " ") }
    var offered: [String] = []
    for word in words {
      guard let sign = word.first, sign == "-" || sign == "+" || sign == "'" else { continue }
      if word.hasPrefix("-{") || word.hasPrefix("+{") {
        offered += word.dropFirst(2).prefix { $0 != "}" }.split(separator: ",").map { "\(sign)\($0)" }
      } else {
        offered.append(word.filter { $0 != "'" })
      }
    }
    expectAll(in: offered, "Completions/lsof.bash")
    // Behind these letters, another option can follow in the same word.
    let pattern = try #require(try lines(of: "Completions/lsof.bash").first { $0.contains("=~ ^(-[") })
    let flags = pattern.split(separator: "[")[2].prefix { $0 != "]" }
    let expected = OptionTable.options.filter { $0.value == .none && $0.signs.contains(.minus) }
    #expect(Set(flags.utf8) == Set(expected.flatMap(\.letters)))
  }

  @Test("the completion of zsh offers each option")
  func zsh() throws {
    var offered: [String] = []
    for line in try lines(of: "Completions/_lsof") where line.hasPrefix("  ") && line.contains("'") {
      guard let bracket = line.firstIndex(of: "[") else { continue }
      // What an option excludes is in parentheses before it.
      let head = line[..<bracket].split(separator: ")").last ?? ""
      for name in head.filter({ !" '*{}\\".contains($0) }).split(separator: ",") {
        // `=-` behind a word, or `-`, `+` or `=`, says where its value is.
        let name = name.hasSuffix("=-") ? name.dropLast() : name
        let hasSuffix = name.count > 2 && (name.last == "-" || name.last == "+" || name.last == "=")
        offered.append(String(hasSuffix ? name.dropLast() : name))
      }
    }
    expectAll(in: offered, "Completions/_lsof")
  }

  @Test("the completion of fish offers each option")
  func fish() throws {
    var offered: [String] = []
    for line in try lines(of: "Completions/lsof.fish") {
      let words = line.split(separator: " ").map { $0.filter { $0 != "'" } }
      for (option, sign) in [("-s", "-"), ("-l", "--")] {
        if let place = words.firstIndex(of: option), words.first == "complete", place + 1 < words.count {
          offered.append(sign + words[place + 1])
        }
      }
      if line.hasPrefix("+") { offered.append(String(line.prefix { $0 != "\\" })) }
    }
    expectAll(in: offered, "Completions/lsof.fish")
  }

  @Test(
    "the man page and the completions have each column",
    arguments: ["man/lsof.8", "Completions/_lsof", "Completions/lsof.bash", "Completions/lsof.fish"])
  func columns(file: String) throws {
    let lines = try lines(of: file).map { $0.replacing("\\-", with: "-") }
    // A colon may be of a name, or not.
    let words = ["-./", "-./:"].flatMap { signs in
      lines.flatMap { $0.split { !$0.isLetter && !$0.isNumber && !signs.contains($0) } }
    }
    let known = Set(words.map(String.init))
    for title in ColumnTable.titles.map({ String(decoding: $0, as: UTF8.self) }) {
      #expect(known.contains(title), "\(file) lacks \(title)")
    }
  }

  /// Expects each option that usual builds have, and no option that isn't in the table.
  private func expectAll(in offered: [String], _ file: String) {
    let text = { (spelling: Bytes) in String(decoding: spelling, as: UTF8.self) }
    for option in OptionTable.options where option.availability != .deviceCache {
      for spelling in option.spellings.map(text) {
        #expect(offered.contains(spelling), "\(file) lacks \(spelling)")
      }
    }
    let known = Set(OptionTable.options.flatMap(\.spellings).map(text))
    for word in offered where word.hasPrefix("--") && word.count > 2 {
      #expect(known.contains(word), "\(file) has \(word)")
    }
  }

  /// The options at the head of a tagged paragraph: `.BI "+|\-r " seconds` has two.
  private func names(inTag tag: String) -> [String] {
    var text = ""
    var rest = tag.drop { $0 != " " }
    while let character = rest.popFirst() {
      switch character {
      case "\\":
        // `\-` is a hyphen, `\fB` sets a font, and `\|` is a narrow space.
        let letter = rest.popFirst()
        if letter == "-" { text.append("-") } else if letter == "f" { _ = rest.popFirst() }
      case "\"": continue
      case ",", "[", "=": text.append(" ")
      default: text.append(character)
      }
    }
    return text.split(separator: " ").flatMap { name in
      name.hasPrefix("+|-") ? ["+\(name.dropFirst(3))", "-\(name.dropFirst(3))"] : [String(name)]
    }
  }

  /// A file of the repository.
  private func lines(of path: String) throws -> [String] {
    let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    let file = try #require(fopen(root + "/" + path, "r"), "can't read \(path)")
    defer { fclose(file) }
    var contents: Bytes = []
    while case let byte = getc(file), byte != EOF { contents.append(UInt8(byte)) }
    return String(decoding: contents, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
  }

  private func precedes(_ first: Bytes, _ second: Bytes) -> Bool { first.lexicographicallyPrecedes(second) }
}
