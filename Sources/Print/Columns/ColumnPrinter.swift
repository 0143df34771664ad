import Misc
import Store

/// The listing in columns. All rows of a cycle are kept until their widths are known.
struct ColumnPrinter: ~Copyable {
  /// Columns side by side that are all of the process, and so the same in all of its rows, or all of the file.
  private struct Run {
    var columns: Range<Int>
    var isOfProcess: Bool
  }

  /// The texts of all rows of a process from the first column of the file on, for the tasks that share its files.
  private struct RepeatedRows: ~Copyable {
    private var text = ByteBuffer()
    private var ends: [Int] = []

    mutating func clear() {
      text.clear()
      ends.removeAll(keepingCapacity: true)
    }

    mutating func append(_ row: Span<UInt8>) {
      text.append(row)
      ends.append(text.count)
    }

    func write(after beginning: Bytes, to stream: inout OutputStream) {
      var start = 0
      for end in ends {
        stream.buffer.append(beginning)
        stream.buffer.append(text.span.extracting(start..<end))
        stream.flushIfLarge()
        start = end
      }
    }
  }

  // These four are set once, but Swift 6.2 lets no initializer of a noncopyable type set a `let` and then call a
  // mutating method.
  /// Those that the output may show.
  private var columns: [Column]
  private var runs: [Run] = []
  private var escaper: Escaper
  /// Where rows are cut, in columns of the terminal; nil where they are left whole.
  private var rowWidth: Int?
  /// A sign stands before a row that has changed, where no column has it.
  private var hasSigns: Bool
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
    hasSigns = output.tellsChanges && !output.columns.contains { $0.place == ColumnTable.placeOfChange }
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

  /// There is something to write in this cycle.
  var hasRows: Bool { !batches.isEmpty }

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
    // The rows that were measured last, and the first of them that is listed.
    var measured = (files: 0..<0, first: Int?.none)
    for process in row.batch.processes.indices {
      row.move(toProcess: process)
      if row.process.files != measured.files {
        measured = (row.process.files, nil)
        for file in measured.files where selection.lists(row.batch.files[file].selected) {
          row.move(toFile: file)
          if measured.first == nil { measured.first = file }
          for run in runs where !run.isOfProcess { measure(run.columns, of: row, &writer) }
        }
      }
      guard let first = measured.first else { continue }
      row.move(toFile: first)
      for run in runs where run.isOfProcess { measure(run.columns, of: row, &writer) }
      listed += 1
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
    var repeated = RepeatedRows()
    for batch in batches {
      var row = Row(of: batch)
      for process in row.batch.processes.indices {
        row.move(toProcess: process)
        let files = row.process.files
        if repeatsRows && process > 0 && row.batch.processes[process - 1].files == files {
          row.move(toFile: files.lowerBound)
          repeated.write(after: text(runs[0].columns, of: row, &writer), to: &stream)
          continue
        }
        let isRepeated =
          repeatsRows && process + 1 < row.batch.processes.count
          && row.batch.processes[process + 1].files == files
        repeated.clear()
        var isFirst = true
        for file in files where selection.lists(row.batch.files[file].selected) {
          row.move(toFile: file)
          let start = stream.buffer.count
          if hasSigns, let change = row.change {
            stream.buffer.append(change.sign)
            stream.buffer.append(.blank)
          }
          for (index, run) in runs.enumerated() {
            if run.isOfProcess {
              if isFirst { shared[index] = text(run.columns, of: row, &writer) }
              stream.buffer.append(shared[index])
            } else {
              append(run.columns, of: row, &writer, to: &stream.buffer)
            }
          }
          isFirst = false
          endRow(from: start, in: &stream.buffer)
          if isRepeated {
            repeated.append(stream.buffer.span.extracting(start + shared[0].count..<stream.buffer.count))
          }
          stream.flushIfLarge()
        }
      }
    }
    beginCycle()
  }

  /// Rows of a process and of tasks that share its files differ in the columns before those of the file only.
  private var repeatsRows: Bool {
    rowWidth == nil && !hasSigns && runs.count == 2 && runs[0].isOfProcess
  }

  private func text(_ columns: Range<Int>, of row: borrowing Row, _ writer: inout ValueWriter) -> Bytes {
    var text = ByteBuffer()
    append(columns, of: row, &writer, to: &text)
    return Bytes(text.span)
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
    if hasSigns && batches.contains(where: { !$0.changes.isEmpty }) { buffer.append(.blank, times: 2) }
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
