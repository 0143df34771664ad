import Misc
import Store

/// The listing in columns. All rows of a cycle are kept until their widths are known.
struct ColumnPrinter: ~Copyable {
  /// Rows are written in pieces of so many, some of them by another thread: for fewer it costs more than it saves.
  private static let fewestRowsOfPiece = 2_000
  /// Bytes of names that a piece may have for that.
  private static let mostBytesOfPiece = 1024 * 1024

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
    largest = layout.columns.map { _ in 0 }
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
    let pieces = pieces
    let ahead = textsAhead(of: pieces, selection, writer)
    for (index, piece) in pieces.enumerated() {
      if let text = ahead?.next(index) {
        stream.buffer.append(text)
        stream.flushIfLarge()
      } else {
        for batch in batches[piece.batches] { layout.write(batch, selection, &writer, to: &stream) }
      }
    }
    batches = []
    layout.beginCycle()
    largest = layout.columns.map { _ in 0 }
  }

  /// Has another thread write pieces ahead; nil where none may be written so.
  private func textsAhead(
    of pieces: [Piece], _ selection: Selection, _ writer: borrowing ValueWriter
  ) -> TextsAhead? {
    let mayWriteApart = pieces.map { self.mayWriteApart($0) }
    if !mayWriteApart.dropFirst().contains(true) { return nil }
    let known = (users: writer.users, times: writer.times)
    return TextsAhead(mayWriteApart: mayWriteApart) { [layout, output, diagnostics, batches] piece in
      var writer = ValueWriter(output: output, diagnostics: diagnostics)
      (writer.users, writer.times) = known
      var text = OutputStream(descriptor: nil)
      for batch in batches[pieces[piece].batches] { layout.write(batch, selection, &writer, to: &text) }
      return text.buffer.bytes
    }
  }

  private struct Piece {
    var batches: Range<Int>
    var rows: Int
  }

  /// The batches, in pieces that are worth another thread.
  private var pieces: [Piece] {
    var pieces: [Piece] = []
    var (start, rows) = (0, 0)
    for (index, batch) in batches.enumerated() {
      rows += Self.rowCount(of: batch)
      if rows >= Self.fewestRowsOfPiece || index == batches.count - 1 {
        pieces.append(Piece(batches: start..<index + 1, rows: rows))
        (start, rows) = (index + 1, 0)
      }
    }
    return pieces
  }

  /// Whether another thread may write a piece: no name must be looked up, which two would do twice, and its text needs
  /// little memory. Users were looked up when they were measured.
  private func mayWriteApart(_ piece: Piece) -> Bool {
    let areNumeric = !output.namesHosts && !output.namesPorts && !output.namesPortmap
    let batches = batches[piece.batches]
    return (Self.fewestRowsOfPiece...Self.fewestRowsOfPiece * 4).contains(piece.rows)
      && batches.reduce(0) { $0 + $1.names.count } <= Self.mostBytesOfPiece
      && batches.allSatisfy { batch in areNumeric || !batch.sockets.contains(where: \.hasAddress) }
  }

  /// Tasks have the rows of their process again.
  private static func rowCount(of batch: Batch) -> Int {
    batch.processes.reduce(0) { $0 + $1.files.count }
  }
}
