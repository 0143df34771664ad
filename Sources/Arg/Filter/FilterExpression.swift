import Print
import Store

/// What `--filter` says, as it was read.
indirect enum FilterExpression: Sendable {
  case all([FilterExpression])
  case any([FilterExpression])
  case not(FilterExpression)
  /// A condition that a column's value meets, or, `isNegated`, has a value that doesn't.
  case test(column: Int, FilterCondition, isNegated: Bool)
}

extension RowFilter {
  /// Compiles an expression.
  init(_ expression: FilterExpression) {
    var tests: [Test] = []
    _ = Self.add(expression, whenMet: Self.accepts, whenNot: Self.rejects, to: &tests)
    self.init(tests, isOfProcess: tests.allSatisfy { ColumnTable.isOfProcess($0.column) })
  }

  /// Adds the tests of an expression, the last one first, since it is known then where each leads. Returns the index of
  /// the first.
  private static func add(
    _ expression: FilterExpression, whenMet: Int, whenNot: Int, to tests: inout [Test]
  ) -> Int {
    switch expression {
    case .all(let parts):
      var next = whenMet
      for index in parts.indices.reversed() {
        next = add(parts[index], whenMet: next, whenNot: whenNot, to: &tests)
      }
      return next
    case .any(let parts):
      var next = whenNot
      for index in parts.indices.reversed() {
        next = add(parts[index], whenMet: whenMet, whenNot: next, to: &tests)
      }
      return next
    case .not(let part): return add(part, whenMet: whenNot, whenNot: whenMet, to: &tests)
    case .test(let column, let condition, let isNegated):
      tests.append(
        Test(
          column: column, condition: condition, isNegated: isNegated, whenMet: whenMet, whenNot: whenNot))
      return tests.count - 1
    }
  }
}
