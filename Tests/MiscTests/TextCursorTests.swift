import Store
import Testing

@testable import Misc

/// What `read` gives for a text, and where the cursor is then. (`#expect` itself can't hold a cursor.)
private func read<Value>(
  _ text: String, at position: Int = 0, _ read: (inout TextCursor) -> Value
) -> (value: Value, end: Int) {
  let bytes = Bytes(text.utf8)
  var cursor = TextCursor(bytes.span, at: position)
  let value = read(&cursor)
  return (value, cursor.position)
}

@Suite struct TextCursorTests {
  @Test func bytesComeInOrder() {
    let (bytes, end) = read("ab") { [$0.next(), $0.next(), $0.next()] }
    #expect(bytes == [UInt8(ascii: "a"), UInt8(ascii: "b"), nil])
    #expect(end == 2)
  }

  @Test func canBeginInTheMiddle() {
    let number = read("pid 12", at: 4) { $0.decimal() }
    #expect(number.value == 12)
  }

  @Test func endsAreKnown() {
    let atEnds = read("a\n") { cursor in
      var ends = [[cursor.isAtEnd, cursor.isAtEndOfLine]]
      while cursor.next() != nil { ends.append([cursor.isAtEnd, cursor.isAtEndOfLine]) }
      return ends
    }
    #expect(atEnds.value == [[false, false], [false, true], [true, true]])
  }

  @Test func onlyTheByteAskedForIsSkipped() {
    let (skips, end) = read(":x") { cursor in
      [UInt8(ascii: "x"), UInt8(ascii: ":"), UInt8(ascii: "x"), UInt8(ascii: "x")].map { cursor.skip($0) }
    }
    #expect(skips == [false, true, true, false])
    #expect(end == 2)
  }

  @Test func blanksAndTabsAreSkippedButNoNewline() {
    let skipped = read(" \t \n ") { $0.skipBlanks() }
    #expect(skipped.end == 3)
  }

  @Test func goesForwardButNotBackOrOut() {
    let positions = read("one\ntwo") { cursor in
      [5, 2, 99].map { place in
        cursor.skip(to: place)
        return cursor.position
      }
    }
    #expect(positions.value == [5, 5, 7])
  }

  @Test func linesEndWithANewlineOrTheText() {
    let ends = read("ab\n\ncd") { cursor in
      (0..<4).map { _ in
        cursor.skipToLineEnd()
        cursor.skipToLineEnd()
        let end = cursor.position
        cursor.skipLine()
        return [end, cursor.position]
      }
    }
    #expect(ends.value == [[2, 3], [3, 4], [6, 6], [6, 6]])
  }

  @Test func fieldsAreBetweenBlanks() {
    let fields = read(" ab\tc\nd") { cursor in (0..<4).map { _ in cursor.field() } }
    #expect(fields.value == [1..<3, 4..<5, 5..<5, 5..<5])
  }

  @Test func skippingAFieldStopsAtBlanksBeforeIt() {
    let ends = read("ab c") { cursor in
      (0..<2).map { _ in
        cursor.skipField()
        return cursor.position
      }
    }
    #expect(ends.value == [2, 2])
  }

  @Test func wordsEndWithTheLine() {
    let words = read("a  bc\nd") { cursor in
      let line = (0..<3).map { _ in cursor.word() }
      cursor.skipLine()
      return line + (0..<2).map { _ in cursor.word() }
    }
    #expect(words.value == [0..<1, 3..<5, nil, 6..<7, nil])
  }

  @Test func aControlCharacterIsAWord() {
    let words = read("a\u{1}\u{2}b") { cursor in (0..<5).map { _ in cursor.word() } }
    #expect(words.value == [0..<1, 1..<2, 2..<3, 3..<4, nil])
  }
}

@Suite struct TextCursorNumberTests {
  @Test(arguments: [("0", 0), ("7x", 7), ("0012", 12), ("18446744073709551615", UInt64.max)])
  func decimals(_ text: String, _ number: UInt64) {
    #expect(read(text, { $0.decimal() }).value == number)
  }

  @Test(arguments: ["", "x", "-1", " 1", "18446744073709551616", "99999999999999999999", "/", ":"])
  func noDecimals(_ text: String) { #expect(read(text, { $0.decimal() }).value == nil) }

  @Test func aNumberEndsAtTheFirstOtherByte() {
    #expect(read("12:3", { $0.decimal() }).end == 2)
    #expect(read("x12", { $0.decimal() }).end == 0)
    #expect(read("ag", { $0.hexadecimal() }).end == 1)
    #expect(read("78", { $0.octal() }).end == 1)
  }

  @Test(arguments: [
    ("5", 5), ("-5", -5), ("-0", 0), ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
    ("18446744073709551615", -1),
  ])
  func signedDecimals(_ text: String, _ number: Int64) {
    #expect(read(text, { $0.signedDecimal() }).value == number)
  }

  @Test(arguments: ["", "-", "+1", "--1", "18446744073709551616"])
  func noSignedDecimals(_ text: String) { #expect(read(text, { $0.signedDecimal() }).value == nil) }

  @Test(arguments: [("0", 0), ("aF09", 0xaf09), ("ffffffffffffffff", UInt64.max), ("12G", 0x12), ("9:", 9)])
  func hexadecimals(_ text: String, _ number: UInt64) {
    #expect(read(text, { $0.hexadecimal() }).value == number)
  }

  @Test(arguments: ["", "g", "@", "`", "/", "10000000000000000"])
  func noHexadecimals(_ text: String) { #expect(read(text, { $0.hexadecimal() }).value == nil) }

  @Test func hexadecimalDigitsAreLimited() {
    #expect(read("1f90", { $0.hexadecimal(digits: 4) }).value == 0x1f90)
    #expect(read("1f90 1", { $0.hexadecimal(digits: 4) }).end == 4)
    #expect(read("1f901", { $0.hexadecimal(digits: 4) }).value == nil)
  }

  @Test func aHexadecimalWordHasEightDigits() {
    let word = read("0100007F0200007F") { $0.hexadecimalWord() }
    #expect(word.value == 0x0100_007f && word.end == 8)
    #expect(read("0100007", { $0.hexadecimalWord() }).value == nil)
    #expect(read("0100007:", { $0.hexadecimalWord() }).value == nil)
    #expect(read("FFFFFFFF", { $0.hexadecimalWord() }).value == .max)
  }

  @Test(arguments: [("0", 0), ("0100002", 0o100002), ("18", 1), ("1777777777777777777777", UInt64.max)])
  func octals(_ text: String, _ number: UInt64) { #expect(read(text, { $0.octal() }).value == number) }

  @Test(arguments: ["", "8", "x", "2000000000000000000000", "7777777777777777777777"])
  func noOctals(_ text: String) { #expect(read(text, { $0.octal() }).value == nil) }
}
