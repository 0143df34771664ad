import Glibc
import Misc
import Store

/// Puts the rows of batches to a filter.
struct RowFilterRunner: ~Copyable {
  private let tests: [RowTest]
  /// Those of the tests.
  private var patterns: [BytePattern?]
  private var text = ByteBuffer()
  /// The rows of a batch that don't pass.
  private var rejected: [Int] = []
  /// The time of the cycle, in seconds since the epoch.
  private var now = Int64(time(nil))

  init(_ filter: RowFilter) {
    tests = filter.tests.map { RowTest($0) }
    patterns = tests.map(\.pattern)
  }

  /// Ages are those at the time of the cycle.
  mutating func beginCycle() { now = Int64(time(nil)) }

  /// Takes the rows that don't pass out of what is listed.
  mutating func apply(
    to batch: consuming Batch, _ selection: Selection, _ writer: inout ValueWriter
  ) -> Batch {
    rejected.removeAll(keepingCapacity: true)
    var row = Row(of: batch)
    _ = row.visit(selection) { row in
      if !Self.passes(row, tests, &patterns, &text, now, &writer) { rejected.append(row.fileIndex) }
    }
    var filtered = row.release()
    for file in rejected { filtered.files[file].selected = [] }
    return filtered
  }

  private static func passes(
    _ row: borrowing Row, _ tests: [RowTest], _ patterns: inout [BytePattern?], _ text: inout ByteBuffer,
    _ now: Int64, _ writer: inout ValueWriter
  ) -> Bool {
    var index = tests.count - 1
    while index >= 0 {
      let value = FilteredValue.read(tests[index].value(row), in: row, &writer, text: &text)
      let isMet: Bool
      switch value {
      case .slice(let slice), .list(let slice):
        isMet = tests[index].isMet(by: value, row.batch.names[slice], &patterns[index], now: now)
      default: isMet = tests[index].isMet(by: value, text.span, &patterns[index], now: now)
      }
      index = isMet ? tests[index].whenMet : tests[index].whenNot
    }
    return index == RowFilter.accepts
  }
}
