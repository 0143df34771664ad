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
}
