import Misc
import Print
import Store

/// Reads the value of `--filter`.
///
///     expression  = conjunction { ("or" | "||") conjunction }
///     conjunction = negation { ("and" | "&&") negation }
///     negation    = ("not" | "!") negation | "(" expression ")" | "has" COLUMN | COLUMN [test]
///     test        = ("==" | "!=" | "<" | "<=" | ">" | ">=") value | ("=~" | "!~") regex
///                 | ["not"] "in" "(" value { "," value } ")" | ["not"] "glob" pattern
struct FilterParser {
  /// Deeper parentheses would take too much of the stack.
  private static let deepest = 64
  private static let longest = 64 * 1024
  /// Each of a filter's regular expressions takes memory of its own.
  private static let mostPatterns = 16

  private var scanner: FilterScanner
  private var depth = 0
  private var patterns = 0

  private init(_ text: Bytes) { scanner = FilterScanner(text) }

  /// Reads a whole expression.
  static func parse(_ text: Bytes) throws(UsageError) -> FilterExpression {
    if text.count > longest { throw UsageError("--filter takes no more than 64 KB") }
    var parser = FilterParser(text)
    let expression = try parser.expression()
    parser.scanner.skipSpace()
    if !parser.scanner.isAtEnd {
      throw parser.scanner.error(
        parser.scanner.next == ")"
          ? "a parenthesis is closed that was not opened" : "and, or, or an operator is missing before")
    }
    return expression
  }

  private mutating func expression() throws(UsageError) -> FilterExpression {
    var parts = [try conjunction()]
    while scanner.skip(word: "or") || scanner.skip("||") { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func conjunction() throws(UsageError) -> FilterExpression {
    var parts = [try negation()]
    while scanner.skip(word: "and") || scanner.skip("&&") { parts.append(try negation()) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func negation() throws(UsageError) -> FilterExpression {
    depth += 1
    defer { depth -= 1 }
    scanner.skipSpace()
    if depth > Self.deepest { throw scanner.error("nested too deep") }
    if scanner.skip(word: "not") || scanner.skip("!") { return .not(try negation()) }
    let start = scanner.position
    if scanner.skip("(") {
      let inner = try expression()
      if !scanner.skip(")") { throw scanner.error("this parenthesis is not closed", at: start) }
      return inner
    }
    if scanner.skip(word: "has") {
      return .test(column: try column(), .isPresent, isNegated: false)
    }
    return try test(of: try column())
  }

  private mutating func column() throws(UsageError) -> Int {
    scanner.skipSpace()
    let start = scanner.position
    guard let name = scanner.word() else { throw scanner.error("a column is missing") }
    if let place = ColumnTable.place(name) { return place }
    var error = scanner.error("no such column", at: start)
    error.subject = name
    error.suggestion = NearestWord.find(name[...], among: ColumnTable.names)
      .flatMap(ColumnTable.place).map(ColumnTable.title)
    throw error
  }

  private mutating func test(of column: Int) throws(UsageError) -> FilterExpression {
    let kind = ColumnTable.comparison(column)
    scanner.skipSpace()
    if scanner.skip("==") {
      return .test(column: column, .isAny([try scanner.operand(kind)]), isNegated: false)
    }
    if scanner.skip("!=") {
      return .test(column: column, .isAny([try scanner.operand(kind)]), isNegated: true)
    }
    if scanner.skip("=~") { return try matching(column, kind, isNegated: false) }
    if scanner.skip("!~") { return try matching(column, kind, isNegated: true) }
    for (sign, order) in Self.orders where scanner.skip(sign) {
      if kind == .set || kind == .device {
        throw scanner.error("this column has no order: == and in are for it", at: scanner.lastStart)
      }
      return .test(column: column, .isOrdered(order, try scanner.operand(kind)), isNegated: false)
    }
    if scanner.next == "=" { throw scanner.error("no such operator: == compares") }
    let beforeNot = scanner
    let isNegated = scanner.skip(word: "not")
    if scanner.skip(word: "in") {
      return .test(column: column, .isAny(try list(kind)), isNegated: isNegated)
    }
    if scanner.skip(word: "glob") {
      try requireText(kind)
      let glob = try pattern()
      do throws(PatternError) {
        _ = try BytePattern(glob: glob.text)
      } catch {
        throw scanner.error("pattern: ", error.reason, at: glob.place(of: error.offset))
      }
      return .test(column: column, .fits(glob.text), isNegated: isNegated)
    }
    if isNegated { scanner = beforeNot }
    return .test(column: column, .isTrue, isNegated: false)
  }

  private static let orders: [(StaticString, FilterCondition.Order)] = [
    ("<=", .lessOrEqual), (">=", .greaterOrEqual), ("<", .less), (">", .greater),
  ]

  private mutating func list(_ kind: FilterComparison) throws(UsageError) -> [FilterOperand] {
    scanner.skipSpace()
    let start = scanner.position
    if !scanner.skip("(") { throw scanner.error("in needs a list in parentheses") }
    var operands = [try scanner.operand(kind)]
    while scanner.skip(",") { operands.append(try scanner.operand(kind)) }
    if !scanner.skip(")") { throw scanner.error("this list is not closed", at: start) }
    return operands
  }

  private mutating func matching(
    _ column: Int, _ kind: FilterComparison, isNegated: Bool
  ) throws(UsageError) -> FilterExpression {
    try requireText(kind)
    let expression = try pattern()
    do throws(PatternError) {
      _ = try BytePattern(expression: expression.text)
    } catch {
      throw scanner.error("regular expression: ", error.reason, at: expression.place(of: error.offset))
    }
    return .test(column: column, .matches(expression.text), isNegated: isNegated)
  }

  private func requireText(_ kind: FilterComparison) throws(UsageError) {
    if kind != .text && kind != .set {
      throw scanner.error("patterns are for columns of text", at: scanner.lastStart)
    }
  }

  private mutating func pattern() throws(UsageError) -> FilterScanner.Quoted {
    patterns += 1
    scanner.skipSpace()
    if patterns > Self.mostPatterns { throw scanner.error("more than 16 patterns") }
    guard let pattern = try scanner.quoted() else {
      throw scanner.error("a pattern in quotes is missing")
    }
    return pattern
  }
}
