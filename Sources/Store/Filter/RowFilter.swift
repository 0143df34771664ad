/// What `--filter` asks of each row, compiled: tests, of which each leads to another one or to the verdict.
public struct RowFilter: Sendable {
  /// A question to one column of a row.
  public struct Test: Sendable {
    /// The column's place in Print's table.
    public let column: Int
    public let condition: FilterCondition
    /// It is met by a row that has a value which doesn't meet the condition.
    public let isNegated: Bool
    /// Where it leads: to the test with this index, or to ``RowFilter/accepts`` or ``RowFilter/rejects``.
    public let whenMet: Int
    public let whenNot: Int

    public init(column: Int, condition: FilterCondition, isNegated: Bool, whenMet: Int, whenNot: Int) {
      self.column = column
      self.condition = condition
      self.isNegated = isNegated
      self.whenMet = whenMet
      self.whenNot = whenNot
    }
  }

  /// The row is listed.
  public static let accepts = -1
  /// The row is not listed.
  public static let rejects = -2

  /// Each leads only to tests before it, so that there is an end.
  public let tests: [Test]
  /// All rows of a process pass, or none.
  public let isOfProcess: Bool

  /// The first test is the last one of these, of which there is one at least.
  public init(_ tests: [Test], isOfProcess: Bool) {
    self.tests = tests
    self.isOfProcess = isOfProcess
  }
}

/// What a value may be asked. A row without a value meets none of these.
public enum FilterCondition: Sendable {
  public enum Order: Sendable { case less, lessOrEqual, greater, greaterOrEqual }

  /// There is a value (`has`).
  case isPresent
  /// The value is neither 0 nor empty nor `no`.
  case isTrue
  /// The value is one of these (`==`, `in`).
  case isAny([FilterOperand])
  /// `<`, `<=`, `>`, `>=`
  case isOrdered(Order, FilterOperand)
  /// A regular expression (`=~`) is found in the text, known to compile.
  case matches(Bytes)
  /// The whole text fits a pattern with wildcards (`glob`), known to compile.
  case fits(Bytes)
}

/// What a value is compared with.
public enum FilterOperand: Sendable, Equatable {
  /// A number, and how it was written, for columns of text.
  case number(Int128, Bytes)
  case text(Bytes)
  /// Seconds since the epoch.
  case time(Int64)
  /// Seconds before (below 0) or after the time at which the rows are listed.
  case timeFromNow(Int64)
  case device(DeviceNumber)
}
