import Misc
import Store

/// What `--count` writes instead of rows: how many of them have each value of some columns, most first; of SIZE and
/// BLOCKS, how much there is of it together.
///
/// What is kept grows with the values that there are, not with the rows.
struct CountPrinter: ~Copyable {
  /// The rows with the same values.
  private struct Group {
    /// The text of each value as the form has it, with a NUL behind it, which no text has.
    let values: Bytes
    var count: UInt64 = 0
    /// Of those columns that are added up, in their order.
    var sums: [UInt64]
  }

  /// A column that is shown.
  private struct Counted {
    let column: Column
    let isSum: Bool
  }

  private let form: Output.RowForm?
  private let showsHumanSizes: Bool
  private let columns: [Counted]
  private let sumCount: Int
  private let escaper: Escaper
  /// Where rows of the table are cut, in columns of the terminal.
  private let rowWidth: Int?
  private var groups: [Group] = []
  private var places: [Bytes: Int] = [:]
  /// The group of the last row: the next is likely to be of the same.
  private var last = 0
  private var key = ByteBuffer()
  private var hasHeading = false

  init(_ form: Output.RowForm?, _ output: Output, escaper: Escaper, width: Int?) {
    self.form = form
    showsHumanSizes = output.showsHumanSizes
    columns = output.columns.map {
      let column = ColumnTable.all[$0.place]
      return Counted(column: column, isSum: column.title.isSummed)
    }
    sumCount = columns.count { $0.isSum }
    self.escaper = escaper
    rowWidth = width
  }

  /// Counts the rows of a batch. Returns how many of its processes have a listed file.
  mutating func add(_ batch: consuming Batch, _ selection: Selection, _ writer: inout ValueWriter) -> Int {
    var row = Row(of: batch)
    return row.visit(selection) { count($0, &writer) }
  }

  private mutating func count(_ row: borrowing Row, _ writer: inout ValueWriter) {
    key.clear()
    for counted in columns where !counted.isSum { append(counted.column, of: row, &writer) }
    let group = place()
    groups[group].count += 1
    var sum = 0
    for counted in columns where counted.isSum {
      switch counted.column.value(row) {
      case .size(let number), .number(let number):
        let (total, overflows) = groups[group].sums[sum].addingReportingOverflow(number)
        groups[group].sums[sum] = overflows ? .max : total
      default: break
      }
      sum += 1
    }
    last = group
  }

  /// The group whose values ``key`` has, a new one if need be.
  private mutating func place() -> Int {
    let values = key.bytes
    if last < groups.count && groups[last].values == values { return last }
    if let known = places[values] { return known }
    groups.append(Group(values: values, sums: Array(repeating: 0, count: sumCount)))
    places[values] = groups.count - 1
    return groups.count - 1
  }

  private mutating func append(_ column: Column, of row: borrowing Row, _ writer: inout ValueWriter) {
    let value = column.value(row)
    switch form {
    case nil:
      // A user without a name would be as wide as in the listing.
      if case .user = value {
        writer.appendExact(value, in: row, to: &key)
      } else {
        writer.appendPlain(value, in: row, to: &key)
      }
    case .raw: writer.appendExact(value, in: row, to: &key)
    case .csv:
      let start = key.count
      writer.appendExact(value, in: row, to: &key)
      CSVText.quote(from: start, in: &key)
    case .json, .jsonLines:
      var members = JSONMembers(isASCII: writer.isASCII, lowersKeys: true)
      writer.append(typed: value, as: column.type, column.title, in: row, &members, to: &key)
    }
    key.append(0)
  }

  /// Writes what was counted, and forgets it.
  mutating func finishCycle(repeats: Bool, to stream: inout OutputStream) {
    // Where nothing is told apart there is one number.
    if groups.isEmpty && sumCount == columns.count {
      groups = [Group(values: [], sums: Array(repeating: 0, count: sumCount))]
    }
    // Alike ones come as the listing would have them.
    let order = groups.indices.sorted { (groups[$1].count, $0) < (groups[$0].count, $1) }
    switch form {
    case nil: writeTable(order, to: &stream)
    case .raw:
      for index in order {
        for cell in cells(of: groups[index]) {
          stream.buffer.append(cell)
          stream.buffer.append(0)
        }
        stream.buffer.append(.newline)
        stream.flushIfLarge()
      }
    case .csv: writeCSV(order, to: &stream)
    case .json:
      stream.buffer.append("[")
      for (number, index) in order.enumerated() {
        if number > 0 { stream.buffer.append(",") }
        appendObject(groups[index], to: &stream.buffer)
        stream.flushIfLarge()
      }
      stream.buffer.append("]\n")
    case .jsonLines:
      for index in order {
        appendObject(groups[index], to: &stream.buffer)
        stream.buffer.append(.newline)
        stream.flushIfLarge()
      }
    }
    if repeats && (form == .raw || form == .jsonLines) { stream.buffer.append(.newline) }
    groups = []
    places = [:]
    last = 0
  }

  /// The count and the text of each column.
  private func cells(of group: Group) -> [Bytes] {
    var values = group.values.split(separator: 0, omittingEmptySubsequences: false)[...]
    var sums = group.sums[...]
    var cells = [Self.text(group.count)]
    for counted in columns {
      if !counted.isSum {
        cells.append(Bytes(values.removeFirst()))
      } else if form == nil && showsHumanSizes && counted.column.type == .size {
        var text = ByteBuffer()
        SizeText.append(humanSize: sums.removeFirst(), to: &text)
        cells.append(text.bytes)
      } else {
        cells.append(Self.text(sums.removeFirst()))
      }
    }
    return cells
  }

  private static func text(_ number: UInt64) -> Bytes {
    var text = ByteBuffer()
    text.append(decimal: number)
    return text.bytes
  }

  private static let countTitle: StaticString = "COUNT"

  private mutating func writeCSV(_ order: [Int], to stream: inout OutputStream) {
    if !hasHeading {
      hasHeading = true
      stream.buffer.append(Self.countTitle)
      for counted in columns {
        stream.buffer.append(",")
        stream.buffer.append(counted.column.title)
      }
      stream.buffer.append(CSVText.recordEnd)
    }
    for index in order {
      for (place, cell) in cells(of: groups[index]).enumerated() {
        if place > 0 { stream.buffer.append(",") }
        stream.buffer.append(cell)
      }
      stream.buffer.append(CSVText.recordEnd)
      stream.flushIfLarge()
    }
  }

  private func appendObject(_ group: Group, to buffer: inout ByteBuffer) {
    buffer.append("{\"count\":")
    let cells = cells(of: group)
    buffer.append(cells[0])
    for (counted, cell) in zip(columns, cells.dropFirst()) where !cell.isEmpty {
      buffer.append(",")
      if counted.isSum {
        buffer.append("\"")
        buffer.append(Bytes(counted.column.title).map(\.lowercased))
        buffer.append("\":")
      }
      buffer.append(cell)
    }
    buffer.append("}")
  }

  /// A number alone where no column was named.
  private func writeTable(_ order: [Int], to stream: inout OutputStream) {
    if columns.isEmpty {
      for index in order {
        stream.buffer.append(decimal: groups[index].count)
        stream.buffer.append(.newline)
      }
      return
    }
    if order.isEmpty { return }
    let titles = [Bytes(Self.countTitle)] + columns.map { Bytes($0.column.title) }
    let isRight = [true] + columns.map { $0.isSum || $0.column.type.isNumber }
    var widths = titles.map(\.count)
    for index in order {
      for (place, cell) in cells(of: groups[index]).enumerated() {
        widths[place] = max(widths[place], escaper.columns(ofShown: cell.span))
      }
    }
    append(titles, widths, isRight, to: &stream.buffer)
    for index in order {
      append(cells(of: groups[index]), widths, isRight, to: &stream.buffer)
      stream.flushIfLarge()
    }
  }

  private func append(_ cells: [Bytes], _ widths: [Int], _ isRight: [Bool], to buffer: inout ByteBuffer) {
    let start = buffer.count
    for (place, cell) in cells.enumerated() {
      if place > 0 { buffer.append(.blank) }
      let missing = widths[place] - escaper.columns(ofShown: cell.span)
      if isRight[place] { buffer.append(.blank, times: missing) }
      buffer.append(cell)
      if !isRight[place] && place < cells.count - 1 { buffer.append(.blank, times: missing) }
    }
    if let rowWidth {
      let shown = escaper.beginning(ofShown: buffer.span.extracting(start..<buffer.count), atMost: rowWidth)
      buffer.truncate(to: start + shown.bytes)
    }
    buffer.append(.newline)
  }
}

extension StaticString {
  /// The column's values are added up where rows are counted.
  fileprivate var isSummed: Bool {
    Bytes(self) == Bytes("SIZE") || Bytes(self) == Bytes("BLOCKS")
  }
}

extension ValueType {
  fileprivate var isNumber: Bool { self == .number || self == .size || self == .blocks }
}
