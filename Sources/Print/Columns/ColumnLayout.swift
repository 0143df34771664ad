import Misc
import Store

/// The columns of a table with their widths, and how its rows are written.
struct ColumnLayout: Sendable {
  /// Columns side by side that are all of the process, and so the same in all of its rows, or all of the file.
  struct Run: Sendable {
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

  /// Those that the output may show.
  let columns: [Column]
  let runs: [Run]
  private let escaper: Escaper
  /// Where rows are cut, in columns of the terminal; nil where they are left whole.
  private let rowWidth: Int?
  /// A sign stands before a row that has changed, where no column has it.
  private let hasSigns: Bool
  /// The width of each column: that of the title, or of the longest value.
  var widths: [Int] = []
  /// Whether each column is shown; some wait for a row that has a value.
  var areShown: [Bool] = []

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
    var runs: [Run] = []
    for (index, isOfProcess) in areOfProcess.enumerated() {
      if let last = runs.last, last.isOfProcess == isOfProcess {
        runs[runs.count - 1].columns = last.columns.lowerBound..<index + 1
      } else {
        runs.append(Run(columns: index..<index + 1, isOfProcess: isOfProcess))
      }
    }
    self.runs = runs
    beginCycle()
  }

  /// Forgets the widths.
  mutating func beginCycle() {
    widths = columns.map { $0.alignment == .rightOfDescriptor ? 0 : $0.title.utf8CodeUnitCount }
    areShown = columns.map { !$0.isShownOnlyIfPresent }
  }

  /// Writes the rows of a batch.
  func write(
    _ batch: Batch, _ selection: Selection, _ writer: inout ValueWriter, to stream: inout OutputStream
  ) {
    // The text of each run of columns that all rows of a process share.
    var shared = runs.map { _ in Bytes() }
    var repeated = RepeatedRows()
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

  /// Writes the titles, behind room for a sign where rows have one.
  func appendHeader(rowsHaveSigns: Bool, to buffer: inout ByteBuffer) {
    let start = buffer.count
    if hasSigns && rowsHaveSigns { buffer.append(.blank, times: 2) }
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
