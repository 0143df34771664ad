import Glibc
import Store
import Testing

@testable import Misc

/// Regular expressions and globs, beside those of the C library where it has the same.
@Suite struct BytePatternTests {
  private func finds(_ expression: String, _ text: String) throws -> Bool {
    var pattern = try BytePattern(expression: Bytes(expression.utf8))
    let bytes = Bytes(text.utf8)
    return pattern.matches(bytes.span)
  }

  private func fits(_ glob: String, _ text: String) throws -> Bool {
    var pattern = try BytePattern(glob: Bytes(glob.utf8))
    let bytes = Bytes(text.utf8)
    return pattern.matches(bytes.span)
  }

  @Test(
    "an expression finds what the C library's does",
    arguments: [
      "a", "^a", "a$", "^$", "", "a*", "a+b", "a?b", "(a|b)c", "(ab)*c", "^(a|bc)*$", "[ab]c", "[^a]",
      "[a-c]+$",
      "a{2}", "^a{2,3}$", "a{0,1}b", "(a|)b", "x*", "^a.c$", "\\.", "[.]", "[]a]", "[^]a]", "a|b|^c$",
      "(a)(b)",
      "[[:alpha:]]+[[:digit:]]", "^([[:alnum:]]|-)*$", "(^a|b$)", "a^b", "a$b", "((a*)*)*b", "(a*)+$",
      "[a-]b",
      "\\(a\\)", "a{1,}b", "^(ab|a)(bc|c)?$",
    ])
  func agrees(expression: String) throws {
    var compiled = regex_t()
    try #require(regcomp(&compiled, expression, REG_EXTENDED | REG_NOSUB) == 0)
    defer { regfree(&compiled) }
    let texts = [
      "", "a", "b", "c", "ab", "ac", "bc", "abc", "aab", "aaab", "aaa", "aaaa", "a.c", ".", "]", "-b", "x1",
      "abab",
      "ababc", "bcabc", "a-1", "(a)", "cab", "\n", "a\nb",
    ]
    for text in texts {
      #expect(
        try finds(expression, text) == (regexec(&compiled, text, 0, nil, 0) == 0), "\(expression) in \(text)")
    }
  }

  @Test("what the C library lacks")
  func ours() throws {
    #expect(try finds("^\\d+\\s\\w$", "12 x") && !finds("\\D", "12") && finds("\\S\\W", "a-"))
    #expect(try finds("(?i)^ABC[x-z]$", "abcY") && !finds("^ABC$", "abc"))
    #expect(try finds("^(?:ab)+?$", "abab") && finds("\\x41\\t", "A\t") && finds("[\\d\\]]$", "]"))
    #expect(try finds(String(repeating: "a*b?", count: 200) + "$", "aab"))
    var pattern = try BytePattern(expression: Bytes("^\\xff.$"))
    let text: Bytes = [0xff, 0]
    let isFound = pattern.matches(text.span)
    #expect(isFound)
  }

  @Test("globs fit whole texts")
  func globs() throws {
    #expect(
      try fits("*.log", "/var/x.log") && !fits("*.log", "x.log.1") && fits("a?c", "abc") && !fits("a?c", "ac")
    )
    #expect(try fits("[!a-c]*", "dx") && !fits("[^a-c]*", "ax") && fits("[]]", "]") && fits("\\*", "*"))
    #expect(
      try !fits("\\*", "x") && fits("", "") && fits("**", "") && fits("a.b", "a.b") && !fits("a.b", "axb"))
    #expect(try fits("[[:digit:]]*", "1") && fits("(a|b)+{2}", "(a|b)+{2}"))
  }

  @Test(
    "what is wrong is told with its place",
    arguments: [
      ("a(b", 1), ("a)", 1), ("[a", 0), ("*a", 0), ("a{2", 1), ("a{x}", 1), ("a{3,2}", 1), ("a{1001}", 1),
      ("\\q", 0), ("ab\\", 2), ("[[:x:]]", 1), ("[b-a]", 3), ("(?=a)", 1), ("\\x4", 0), ("|*", 1),
    ])
  func errors(expression: String, offset: Int) {
    #expect(throws: PatternError(reason: "", offset: offset)) {
      try BytePattern(expression: Bytes(expression.utf8))
    }
  }

  @Test(
    "no expression takes long, whatever the text",
    arguments: [
      "(a*)*(a*)*(a*)*b", "(a|aa)+$", "(.*)(.*)(.*)(.*)x", "((((a?){20}){20})){2}b", "(a?){500}a{500}b",
      "[ab]*a[ab]{12}x", "(x+x+)+y",
    ])
  func time(expression: String) throws {
    var pattern = try BytePattern(expression: Bytes(expression.utf8))
    let clock = ContinuousClock()
    let text = Bytes(repeating: UInt8(ascii: "a"), count: 4096)
    var generator = SystemRandomNumberGenerator()
    let mixed = (0..<4096).map { _ in Bool.random(using: &generator) ? UInt8(ascii: "a") : UInt8(ascii: "b") }
    let taken = clock.measure {
      _ = pattern.matches(text.span)
      _ = pattern.matches(mixed.span)
    }
    #expect(taken < .seconds(20))
  }

  @Test("no expression takes much memory")
  func size() {
    for expression in [
      "(((a{1000}){1000}){1000})", "((((){1000}){1000}){1000})", String(repeating: "(", count: 10000),
      String(repeating: "a**", count: 10000), String(repeating: "a", count: 100_000),
    ] {
      #expect(throws: PatternError.self) { try BytePattern(expression: Bytes(expression.utf8)) }
    }
  }

  @Test("times are read as people write them")
  func times() {
    setenv("TZ", "UTC", 1)
    tzset()
    func seconds(_ text: String) -> Int64? { LocalTime.seconds(Bytes(text.utf8)) }
    #expect(seconds("1970-01-02") == 86400 && seconds("1970-01-02 01:02") == 90120)
    #expect(seconds("1970-01-02T01:02:03") == 90123)
    #expect((seconds("00:00") ?? -1) % 86400 == 0)
    for text in [
      "", "1970", "1970-13-01", "1970-01-02 ", "1970-01-02 25:00", "1970-01-02 01", "x", "1:2", "01:02x",
    ] {
      #expect(seconds(text) == nil, "\(text)")
    }
  }
}
