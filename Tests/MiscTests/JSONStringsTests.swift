import Misc
import Store
import Testing

@Suite struct JSONStringsTests {
  /// The strings with the ways to them, and whether the text is JSON to its end.
  private func read(_ text: String) -> (strings: [String], isWhole: Bool) {
    var strings: [String] = []
    let bytes = Bytes(text.utf8)
    let isWhole = JSONStrings.forEach(in: bytes.span) { way, string in
      let steps = way.map { step in
        switch step {
        case .member(let key): String(decoding: key, as: UTF8.self)
        case .element(let index): "\(index)"
        }
      }
      strings.append((steps + ["=" + String(decoding: string, as: UTF8.self)]).joined(separator: "."))
    }
    return (strings, isWhole)
  }

  @Test func stringsAreToldWithTheirWays() {
    let (strings, isWhole) = read(
      """
      [ {"id":"1", "names":["a","b"], "n":-1.5e+3, "t":true, "o":{ }, "e":[]},
        {"o":{"k":"v"}}, null, "s" ]
      """)
    #expect(strings == ["0.id.=1", "0.names.0.=a", "0.names.1.=b", "1.o.k.=v", "3.=s"])
    #expect(isWhole)
  }

  @Test func escapesAreUndone() {
    #expect(read(#""\"\\\/\b\f\n\r\t""#).strings == ["=\"\\/\u{8}\u{c}\n\r\t"])
    #expect(read(#""\u0041\u00e9\ud83d\ude00""#).strings == ["=A\u{e9}\u{1f600}"])
  }

  @Test(arguments: [
    "", "{", "[", "[1", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "\"", "\"\\", "\"\\x\"", "\"\\u12\"",
    "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\n\"", "1 2", "[1}", "\u{1}",
  ])
  func whatIsNoJSONIsTold(_ text: String) { #expect(!read(text).isWhole) }

  @Test func depthHasAnEnd() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(!read(deep).isWhole)
    #expect(read(String(repeating: "[", count: 30) + "\"x\"" + String(repeating: "]", count: 30)).isWhole)
  }

  @Test func whatCameBeforeAFaultHasBeenTold() {
    #expect(read("{\"a\":\"b\",").strings == ["a.=b"])
  }
}
