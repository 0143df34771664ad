import Misc
import Store

/// A test of a ``RowFilter``, ready to be put to rows.
struct RowTest {
  let value: @Sendable (borrowing Row) -> Value
  private let condition: FilterCondition
  private let isNegated: Bool
  let whenMet: Int
  let whenNot: Int
  /// The column's values are words, which are compared in any case.
  private let ignoresCase: Bool
  /// The column's values are sets of words. One that meets the condition is enough.
  private let isSet: Bool

  init(_ test: RowFilter.Test) {
    let column = ColumnTable.all[test.column]
    value = column.value
    condition = test.condition
    isNegated = test.isNegated
    whenMet = test.whenMet
    whenNot = test.whenNot
    isSet = column.type == .set
    ignoresCase = column.type.ignoresCase
  }

  /// What it looks for, which remembers what it has come across.
  var pattern: BytePattern? {
    switch condition {
    case .matches(let expression): try? BytePattern(expression: expression, ignoresCase: ignoresCase)
    case .fits(let glob): try? BytePattern(glob: glob, ignoresCase: ignoresCase)
    default: nil
    }
  }

  /// Whether a value meets the test; `text` is that of the value, and `pattern` the test's own.
  func isMet(
    by value: FilteredValue, _ text: Span<UInt8>, _ pattern: inout BytePattern?, now: Int64
  ) -> Bool {
    if case .absent = value { return false }
    return holds(value, text, &pattern, now) != isNegated
  }

  private func holds(
    _ value: FilteredValue, _ text: Span<UInt8>, _ pattern: inout BytePattern?, _ now: Int64
  ) -> Bool {
    switch condition {
    case .isPresent: return true
    case .isTrue:
      if case .number(let number) = value { return number != 0 }
      if case .numberOrText = value { return true }
      return !text.isEmpty && !text.equals("no") && !text.equals("false")
    case .isAny(let operands):
      for index in operands.indices where Self.isEqual(value, text, operands[index], now, ignoresCase, isSet)
      {
        return true
      }
      return false
    case .isOrdered(let order, let operand): return Self.isOrdered(value, text, order, operand, now)
    case .matches, .fits:
      if isSet {
        var start = 0
        while start <= text.count {
          let end = Self.endOfWord(text, start, value.separator)
          if pattern?.matches(text.extracting(start..<end)) ?? false { return true }
          start = end + 1
        }
        return false
      }
      return pattern?.matches(text) ?? false
    }
  }

  private static func isEqual(
    _ value: FilteredValue, _ text: Span<UInt8>, _ operand: FilterOperand, _ now: Int64,
    _ ignoresCase: Bool, _ isSet: Bool
  ) -> Bool {
    switch (operand, value) {
    case (.text(let word), .slice), (.text(let word), .list), (.text(let word), .text),
      (.text(let word), .numberOrText), (.number(_, let word), .slice), (.number(_, let word), .list),
      (.number(_, let word), .text):
      if !isSet { return equals(text, word.span, ignoresCase) }
      var start = 0
      while start <= text.count {
        let end = endOfWord(text, start, value.separator)
        if equals(text.extracting(start..<end), word.span, ignoresCase) { return true }
        start = end + 1
      }
      return false
    case (_, .number(let number)), (_, .numberOrText(let number)):
      return Self.number(operand, now).map { $0 == number } ?? false
    default: return false
    }
  }

  private static func isOrdered(
    _ value: FilteredValue, _ text: Span<UInt8>, _ order: FilterCondition.Order, _ operand: FilterOperand,
    _ now: Int64
  ) -> Bool {
    let comparison: Int
    switch (operand, value) {
    case (.text(let word), .slice), (.text(let word), .text), (.text(let word), .numberOrText):
      comparison = compare(text, word.span)
    case (_, .number(let number)), (_, .numberOrText(let number)):
      guard let other = Self.number(operand, now) else { return false }
      comparison = number < other ? -1 : number > other ? 1 : 0
    default: return false
    }
    return switch order {
    case .less: comparison < 0
    case .lessOrEqual: comparison <= 0
    case .greater: comparison > 0
    case .greaterOrEqual: comparison >= 0
    }
  }

  private static func number(_ operand: FilterOperand, _ now: Int64) -> Int128? {
    switch operand {
    case .number(let number, _): number
    case .time(let time): Int128(time)
    case .timeFromNow(let seconds): Int128(now) + Int128(seconds)
    case .device(let device): Int128(device.rawValue)
    case .text: nil
    }
  }

  private static func endOfWord(_ text: Span<UInt8>, _ start: Int, _ separator: UInt8) -> Int {
    var end = start
    while end < text.count && text[end] != separator { end += 1 }
    return end
  }

  private static func equals(_ text: Span<UInt8>, _ word: Span<UInt8>, _ ignoresCase: Bool) -> Bool {
    if text.count != word.count { return false }
    for index in text.indices where text[index] != word[index] {
      if !ignoresCase || text[index].lowercased != word[index].lowercased { return false }
    }
    return true
  }

  /// Below 0, 0 or above it, by the bytes.
  private static func compare(_ text: Span<UInt8>, _ word: Span<UInt8>) -> Int {
    for index in 0..<min(text.count, word.count) where text[index] != word[index] {
      return text[index] < word[index] ? -1 : 1
    }
    return text.count - word.count
  }
}

extension ValueType {
  /// Whether values are words that are compared in any case.
  var ignoresCase: Bool { self == .word || self == .set }
}
