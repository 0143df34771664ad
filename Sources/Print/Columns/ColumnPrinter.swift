import Misc
import Store

/// The listing in columns. All rows of a cycle are kept until their widths are known.
struct ColumnPrinter: ~Copyable {
  /// Columns side by side that are all of the process, and so the same in all of its rows, or all of the file.
  private struct Run {
    var columns: Range<Int>
    var isOfProcess: Bool
  }

  // These four are set once, but Swift 6.2 lets no initializer of a noncopyable type set a `let` and then call a
  // mutating method.
  /// Those that the output may show.
  private var columns: [Column]
  private var runs: [Run] = []
  private var escaper: Escaper
  /// Where rows are cut, in columns of the terminal; nil where they are left whole.
  private var rowWidth: Int?
  /// The width of each column: that of the title, or of the longest value.
  private var widths: [Int] = []
  /// The largest number that each column was measured with: a smaller one is no wider.
  private var largest: [UInt64] = []
  /// Whether each column is shown; some wait for a row that has a value.
  private var areShown: [Bool] = []
  private var batches: [Batch] = []

  init(output: Output, escaper: Escaper, width: Int?) {
    self.escaper = escaper
    rowWidth = width
    let areOfProcess: [Bool]
    if output.columns.isEmpty {
      let ofProcess = ProcessColumns.all.filter { $0.mayBeShown(output) }
      columns = ofProcess + FileColumns.all.filter { $0.mayBeShown(output) }
      areOfProcess = columns.indices.map { $0 < ofProcess.count }
    } else {
      columns = ColumnTable.columns(output.columns)
      areOfProcess = output.columns.map { ColumnTable.isOfProcess($0.place) }
    }
    for (index, isOfProcess) in areOfProcess.enumerated() {
      if let last = runs.last, last.isOfProcess == isOfProcess {
        runs[runs.count - 1].columns = last.columns.lowerBound..<index + 1
      } else {
        runs.append(Run(columns: index..<index + 1, isOfProcess: isOfProcess))
      }
    }
    beginCycle()
  }

  private mutating func beginCycle() {
    batches = []
    widths = columns.map { $0.alignment == .rightOfDescriptor ? 0 : $0.title.utf8CodeUnitCount }
    largest = Array(repeating: 0, count: columns.count)
    areShown = columns.map { !$0.isShownOnlyIfPresent }
  }

  /// Measures and keeps a batch. Returns how many of its processes have a listed file.
  mutating func add(_ batch: consuming Batch, _ selection: Selection, _ writer: inout ValueWriter) -> Int {
    var listed = 0
    var row = Row(of: copy batch)
    for process in row.batch.processes.indices {
      row.move(toProcess: process)
      var isListed = false
      for file in row.process.files where selection.lists(row.batch.files[file].selected) {
        row.move(toFile: file)
        for run in runs where !run.isOfProcess || !isListed { measure(run.columns, of: row, &writer) }
        isListed = true
      }
      if isListed { listed += 1 }
    }
    if listed > 0 { batches.append(batch) }
    return listed
  }

  private mutating func measure(_ range: Range<Int>, of row: borrowing Row, _ writer: inout ValueWriter) {
    for index in range where columns[index].alignment != .open {
      let value = columns[index].value(row)
      switch value {
      case .absent: continue
      case .number(let number), .wideNumber(let number):
        if number <= largest[index] && areShown[index] { continue }
        largest[index] = number
      default: break
      }
      areShown[index] = true
      let width = writer.width(of: value, in: row) + columns[index].margin
      if width > widths[index] { widths[index] = width }
    }
  }

  /// Writes the header and the rows that were kept, and forgets them.
  mutating func finishCycle(
    _ selection: Selection, _ writer: inout ValueWriter, to stream: inout OutputStream
  ) {
    if !batches.isEmpty { appendHeader(to: &stream.buffer) }
    // The text of each run of columns that all rows of a process share.
    var shared = runs.map { _ in Bytes() }
    for batch in batches {
      var row = Row(of: batch)
      for process in row.batch.processes.indices {
        row.move(toProcess: process)
        var isFirst = true
        for file in row.process.files where selection.lists(row.batch.files[file].selected) {
          row.move(toFile: file)
          let start = stream.buffer.count
          for (index, run) in runs.enumerated() {
            if run.isOfProcess && !isFirst {
              stream.buffer.append(shared[index])
              continue
            }
            let start = stream.buffer.count
            append(run.columns, of: row, &writer, to: &stream.buffer)
            if run.isOfProcess {
              shared[index] = Bytes(stream.buffer.span.extracting(start..<stream.buffer.count))
            }
          }
          isFirst = false
          endRow(from: start, in: &stream.buffer)
          stream.flushIfLarge()
        }
      }
    }
    beginCycle()
  }

  /// Ends the row that began at `start`, where it is to be cut if it is longer.
  private func endRow(from start: Int, in buffer: inout ByteBuffer) {
    if let rowWidth {
      let shown = escaper.beginning(ofShown: buffer.span.extracting(start..<buffer.count), atMost: rowWidth)
      buffer.truncate(to: start + shown.bytes)
    }
    buffer.append(.newline)
  }

  private func appendHeader(to buffer: inout ByteBuffer) {
    let start = buffer.count
    for index in columns.indices where areShown[index] {
      let title = columns[index].title
      let missing = widths[index] - title.utf8CodeUnitCount
      if index > 0 { buffer.append(.blank) }
      switch columns[index].alignment {
      case .left:
        buffer.append(title)
        buffer.append(.blank, times: missing)
      case .right:
        buffer.append(.blank, times: missing)
        buffer.append(title)
      case .rightOfDescriptor:
        buffer.append(.blank, times: missing - 2)
        buffer.append(title)
        buffer.append(.blank, times: 2)
      case .open:
        buffer.append(title)
      }
    }
    endRow(from: start, in: &buffer)
  }

  /// Appends the row's values in some of the columns, each but the first with a blank before it.
  private func append(
    _ range: Range<Int>, of row: borrowing Row, _ writer: inout ValueWriter, to buffer: inout ByteBuffer
  ) {
    for index in range where areShown[index] {
      let value = columns[index].value(row)
      let separator = index > 0 ? 1 : 0
      switch columns[index].alignment {
      case .left:
        buffer.append(.blank, times: separator)
        writer.appendLeft(value, width: widths[index], in: row, to: &buffer)
      case .right, .rightOfDescriptor:
        writer.appendRight(value, width: widths[index] + separator, in: row, to: &buffer)
      case .open:
        buffer.append(.blank, times: separator)
        writer.appendPlain(value, in: row, to: &buffer)
      }
    }
  }
}
