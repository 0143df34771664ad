import Glibc
import Store
import Testing

@testable import Misc

@Suite struct EscaperTests {
  /// Makes one in a locale for this thread alone.
  private func inLocale<Result>(_ name: String, _ body: (Escaper) -> Result) -> Result? {
    guard let locale = newlocale(1 << LC_CTYPE, name, nil) else { return nil }
    let before = uselocale(locale)
    defer {
      uselocale(before)
      freelocale(locale)
    }
    return body(Escaper())
  }

  private func escape(_ name: Bytes, in locale: String = "C", exact: Bool = false) -> String? {
    inLocale(locale) { escaper in
      var buffer = ByteBuffer()
      (exact ? escaper.exact : escaper).append(name, to: &buffer)
      return String(decoding: buffer.bytes, as: UTF8.self)
    }
  }

  @Test func printableNamesStay() {
    #expect(escape(Bytes("/tmp/a b~!")) == "/tmp/a b~!")
    #expect(escape([]) == "")
  }

  @Test(
    arguments: [
      (8, "\\b"), (9, "\\t"), (10, "\\n"), (12, "\\f"), (13, "\\r"), (0x5c, "\\\\"), (0, "^@"), (1, "^A"),
      (0x1b, "^["), (0x1f, "^_"), (0x7f, "\\x7f"), (0x80, "\\x80"), (0xff, "\\xff"),
    ] as [(UInt8, String)])
  func othersAreEscaped(_ byte: UInt8, _ escaped: String) {
    #expect(escape([UInt8(ascii: "a"), byte, UInt8(ascii: "b")]) == "a" + escaped + "b")
  }

  @Test func anExactEscapeIsNoNameOfItsOwn() {
    #expect(escape([1], exact: true) == "\\x01")
    #expect(escape(Bytes("^A"), exact: true) == "^A")
    #expect(escape([0x0a], exact: true) == "\\n")
  }

  @Test func charactersOfTheLocaleStay() throws {
    let name = Bytes("\u{e4}\u{4e2d}".utf8)
    let escaped = try #require(escape(name, in: "C.UTF-8"), "There is no locale C.UTF-8.")
    #expect(escaped == "\u{e4}\u{4e2d}")
    #expect(escape(name) == "\\xc3\\xa4\\xe4\\xb8\\xad")
    // Cut short, and a control character of Unicode.
    #expect(escape([0xc3], in: "C.UTF-8") == "\\xc3")
    #expect(escape(Bytes("\u{9b}".utf8), in: "C.UTF-8") == "\\xc2\\x9b")
  }

  @Test func oddNamesAreToldApart() {
    func odd(_ name: Bytes) -> String? {
      inLocale("C") { escaper in
        var buffer = ByteBuffer()
        escaper.exact.append(odd: name.span, to: &buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
      }
    }
    #expect(odd([0] + Bytes("x")) == "@x")
    #expect(odd(Bytes("@x")) == "\\x40x")
    #expect(odd(Bytes("/a (deleted)")) == "/a (deleted\\x29")
    #expect(odd([]) == "")
  }

  private func command(_ name: String, width: Int? = nil, exact: Bool = false) -> String? {
    inLocale("C") { escaper in
      let bytes = Bytes(name.utf8)
      var buffer = ByteBuffer()
      if let width {
        escaper.append(command: bytes.span, width: width, to: &buffer)
      } else {
        (exact ? escaper.exact : escaper).append(command: bytes.span, to: &buffer)
      }
      return String(decoding: buffer.bytes, as: UTF8.self)
    }
  }

  @Test func commandsFitTheirColumn() {
    #expect(command("cat", width: 5) == "cat  ")
    #expect(command("longer", width: 4) == "long")
    #expect(command("a b", width: 9) == "a\\x20b   ")
    // No part of an escape is shown.
    #expect(command("ab c", width: 5) == "ab   ")
    #expect(command("a\nb", width: 3) == "a?b")
  }

  @Test func newlinesInCommandsAreQuestionMarks() {
    #expect(command("a\nb\tc") == "a?b\\tc")
    #expect(command("a\nb", exact: true) == "a\\nb")
  }

  @Test func widthsAreThoseOfTheReference() {
    func width(_ name: Bytes) -> Int? { inLocale("C") { $0.width(command: name.span) } }
    #expect(width(Bytes("cat")) == 3)
    #expect(width(Bytes("a b")) == 6)
    #expect(width([1]) == 2 && width([0x5c]) == 2 && width([0x80]) == 2)
    #expect(width([0x7f]) == 4 && width([0x0a]) == 1)
  }

  /// A command name in its column, and the columns that it needs.
  private func column(_ name: Bytes, width: Int, in locale: String = "C.UTF-8") throws -> (
    text: String, needs: Int
  ) {
    let result = inLocale(locale) { escaper in
      var buffer = ByteBuffer()
      escaper.append(command: name.span, width: width, to: &buffer)
      return (String(decoding: buffer.bytes, as: UTF8.self), escaper.width(command: name.span))
    }
    return try #require(result, "There is no locale \(locale).")
  }

  @Test func commandsOfAnyScriptFitTheirColumn() throws {
    #expect(try column(Bytes("caf\u{e9}-12345".utf8), width: 9) == ("caf\u{e9}-1234", 10))
    // Wide characters take two columns, and combining ones none.
    #expect(try column(Bytes("\u{65e5}\u{672c}\u{8a9e}".utf8), width: 5) == ("\u{65e5}\u{672c} ", 6))
    #expect(try column(Bytes("e\u{301}a\u{308}".utf8), width: 2) == ("e\u{301}a\u{308}", 2))
    // What is no character, or half of one, is escaped.
    #expect(try column([0xc3, 0xa9, 0xc3], width: 9) == ("\u{e9}\\xc3    ", 5))
    #expect(try column([0xc3, 0xa9, 0xc3], width: 4) == ("\u{e9}   ", 5))
    #expect(try column(Bytes("a\u{202e}b".utf8), width: 14) == ("a\\xe2\\x80\\xaeb", 14))
    #expect(try column(Bytes("a\u{202e}b".utf8), width: 12) == ("a           ", 14))
    #expect(try column(Bytes("a b\n\u{e9}".utf8), width: 9) == ("a\\x20b?\u{e9} ", 8))
    // In the C locale bytes are as they were.
    #expect(try column(Bytes("caf\u{e9}".utf8), width: 9, in: "C") == ("caf\\xc3  ", 7))
  }

  @Test func commandsAreCutByColumnsWhereTheyArePartOfAName() {
    func length(_ name: String, _ limit: Int, in locale: String = "C.UTF-8") -> Int? {
      inLocale(locale) { $0.length(ofCommand: Bytes(name.utf8).span, atMost: limit) }
    }
    #expect(length("caf\u{e9}-12345", 9) == 10 && length("caf\u{e9}-12345", 9, in: "C") == 9)
    #expect(length("\u{65e5}\u{672c}\u{8a9e}", 5) == 6 && length("a b\tc", 3) == 3)
    #expect(length("cat", 9) == 3 && length("cat", 0) == 0)
  }

  @Test func charactersThatHideOthersAreEscaped() throws {
    for scalar in [0x200b, 0x200e, 0x202a, 0x202e, 0x2060, 0x2064, 0x2066, 0x2069, 0xfeff, 0xe0001, 0xe007f]
      as [UInt32]
    {
      let name = Bytes(String(Unicode.Scalar(scalar) ?? "?").utf8)
      let escaped = try #require(escape(name, in: "C.UTF-8"), "There is no locale C.UTF-8.")
      #expect(escaped.hasPrefix("\\x") && escaped.utf8.count == name.count * 4)
    }
    for name in ["x\u{200d}y", "x\u{200c}y", "\u{5d0}"] {
      #expect(escape(Bytes(name.utf8), in: "C.UTF-8") == name)
    }
    let widths = inLocale("C.UTF-8") { escaper in
      ["\u{65e5}x", "a\u{202e}", "a\tb"].map { escaper.width(of: Bytes($0.utf8).span) }
    }
    #expect(widths == [3, 13, 4])
  }
}
