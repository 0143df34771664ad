/// A set of whole numbers, as the ranges that it is made of.
public struct IntegerRanges: Sendable, Equatable {
  /// In ascending order; no two touch.
  public private(set) var ranges: [ClosedRange<Int64>] = []

  /// No number.
  public init() {}
  public init(_ range: ClosedRange<Int64>) { ranges = [range] }
  public init(_ number: Int64) { self.init(number...number) }
  /// What is in any of these, in whatever order they are.
  public init(_ parts: [ClosedRange<Int64>]) {
    for range in parts.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = ranges.last, last.upperBound >= range.lowerBound.saturatingPredecessor {
        ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        ranges.append(range)
      }
    }
  }
  public init(_ numbers: [Int64]) { self.init(numbers.map { $0...$0 }) }

  /// No number is in it.
  public var isEmpty: Bool { ranges.isEmpty }

  /// Whether a number is in it.
  public func contains(_ number: Int64) -> Bool { ranges.contains { $0.contains(number) } }

  /// The numbers one by one; nil where there are more than `limit`.
  public func numbers(atMost limit: Int) -> [Int64]? {
    var numbers: [Int64] = []
    for range in ranges {
      if range.upperBound.subtractingReportingOverflow(range.lowerBound).overflow { return nil }
      if range.upperBound - range.lowerBound >= Int64(limit - numbers.count) { return nil }
      numbers += range
    }
    return numbers
  }

  /// What is in one of both.
  public func union(_ other: IntegerRanges) -> IntegerRanges {
    IntegerRanges(ranges + other.ranges)
  }

  /// What is in both.
  public func intersection(_ other: IntegerRanges) -> IntegerRanges {
    var intersection = IntegerRanges()
    for range in ranges {
      for another in other.ranges where range.overlaps(another) {
        intersection.ranges.append(range.clamped(to: another))
      }
    }
    return intersection
  }
}

extension Int64 {
  fileprivate var saturatingPredecessor: Int64 { self == .min ? .min : self - 1 }
}
