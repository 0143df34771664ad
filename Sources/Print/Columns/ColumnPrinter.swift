import Misc
import Store

/// The listing in columns. All rows of a cycle are kept until their widths are known.
struct ColumnPrinter: ~Copyable {
  /// Of so many rows a thread writes some while another writes those before: for fewer it costs more than it saves.
  private static let fewestRowsOfThread = 2_000

  private let output: Output
  private let diagnostics: Diagnostics
  private var layout: ColumnLayout
  /// The largest number that each column was measured with: a smaller one is no wider.
  private var largest: [UInt64]
  private var batches: [Batch] = []

  init(output: Output, diagnostics: Diagnostics, width: Int?) {
    self.output = output
    self.diagnostics = diagnostics
    layout = ColumnLayout(output: output, escaper: diagnostics.escaper, width: width)
    largest = Array(repeating: 0, count: layout.columns.count)
  }

  /// There is something to write in this cycle.
  var hasRows: Bool { !batches.isEmpty }

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
          for run in layout.runs where !run.isOfProcess { measure(run.columns, of: row, &writer) }
        }
      }
      guard let first = measured.first else { continue }
      row.move(toFile: first)
      for run in layout.runs where run.isOfProcess { measure(run.columns, of: row, &writer) }
      listed += 1
    }
    if listed > 0 { batches.append(batch) }
    return listed
  }

  private mutating func measure(_ range: Range<Int>, of row: borrowing Row, _ writer: inout ValueWriter) {
    for index in range where layout.columns[index].alignment != .open {
      let value = layout.columns[index].value(row)
      switch value {
      case .absent: continue
      case .number(let number), .wideNumber(let number):
        if number <= largest[index] && layout.areShown[index] { continue }
        largest[index] = number
      default: break
      }
      layout.areShown[index] = true
      let width = writer.width(of: value, in: row) + layout.columns[index].margin
      if width > layout.widths[index] { layout.widths[index] = width }
    }
  }

  /// Writes the header and the rows that were kept, and forgets them.
  mutating func finishCycle(
    _ selection: Selection, _ writer: inout ValueWriter, to stream: inout OutputStream
  ) {
    if !batches.isEmpty {
      let haveSigns = batches.contains { !$0.changes.isEmpty }
      layout.appendHeader(rowsHaveSigns: haveSigns, to: &stream.buffer)
    }
    var pieces = pieces[...]
    while let piece = pieces.popFirst() {
      // A lookup of a name by two threads would be made twice.
      let next = pieces.first.flatMap { mayWriteApart($0) ? $0 : nil }
      let text = next.map { [layout, output, diagnostics, users = writer.users, batches] next in
        BackgroundValue {
          var writer = ValueWriter(output: output, diagnostics: diagnostics)
          writer.users = users
          var text = OutputStream(descriptor: nil)
          for batch in batches[next] { layout.write(batch, selection, &writer, to: &text) }
          return text.buffer.bytes
        }
      }
      for batch in batches[piece] { layout.write(batch, selection, &writer, to: &stream) }
      if let text {
        pieces.removeFirst()
        stream.buffer.append(text.get())
        stream.flushIfLarge()
      }
    }
    batches = []
    layout.beginCycle()
    largest = Array(repeating: 0, count: layout.columns.count)
  }

  /// The batches in pieces of as many rows as are worth a thread.
  private var pieces: [Range<Int>] {
    var pieces: [Range<Int>] = []
    var (start, rows) = (0, 0)
    for (index, batch) in batches.enumerated() {
      rows += Self.rowCount(of: batch)
      if rows >= Self.fewestRowsOfThread || index == batches.count - 1 {
        pieces.append(start..<index + 1)
        (start, rows) = (index + 1, 0)
      }
    }
    return pieces
  }

  /// Whether another thread may write a piece: no name must be looked up, users were when they were measured, and its
  /// text needs little memory.
  private func mayWriteApart(_ piece: Range<Int>) -> Bool {
    let areNumeric = !output.namesHosts && !output.namesPorts && !output.namesPortmap
    let rows = batches[piece].reduce(0) { $0 + Self.rowCount(of: $1) }
    return (Self.fewestRowsOfThread...Self.fewestRowsOfThread * 4).contains(rows)
      && batches[piece].allSatisfy { batch in areNumeric || !batch.sockets.contains(where: \.hasAddress) }
  }

  /// Tasks have the rows of their process again.
  private static func rowCount(of batch: Batch) -> Int {
    batch.processes.reduce(0) { $0 + $1.files.count }
  }
}
