import Misc
import Store

/// The rows of `--columns` for programs: `--raw`, `--csv`, and with `-J` and `-j` objects whose members are the
/// columns, by their names in small letters.
///
/// Every row stands for itself. Names are escaped in raw rows and CSV, so that a row is one line there, and two names
/// are never alike; in JSON by its own rules.
struct RowPrinter {
  private let form: Output.RowForm
  private let columns: [Column]
  /// The cycle's heading, or what else comes before its first row, has been written.
  private var hasBegun = false

  init(_ form: Output.RowForm, _ output: Output) {
    self.form = form
    columns = ColumnTable.columns(output.columns)
  }

  /// Writes a batch. Returns how many of its processes have a listed file.
  mutating func write(
    _ batch: consuming Batch, _ selection: Selection, _ writer: inout ValueWriter,
    to stream: inout OutputStream
  ) -> Int {
    var row = Row(of: batch)
    return row.visit(selection) { row in
      begin(&stream.buffer)
      append(row, &writer, to: &stream.buffer)
      stream.flushIfLarge()
    }
  }

  /// Ends the array; with repetition the other forms have an empty line between cycles, but for CSV, which goes on.
  mutating func finishCycle(repeats: Bool, to buffer: inout ByteBuffer) {
    switch form {
    case .csv:
      if !hasBegun { begin(&buffer) }
    case .json:
      buffer.append(hasBegun ? "]\n" : "[]\n")
      hasBegun = false
    case .raw, .jsonLines:
      if repeats { buffer.append(.newline) }
    }
  }

  /// Writes what comes before a row.
  private mutating func begin(_ buffer: inout ByteBuffer) {
    switch form {
    case .json: buffer.append(hasBegun ? "," : "[")
    case .csv where !hasBegun:
      for index in columns.indices {
        if index > 0 { buffer.append(UInt8(ascii: ",")) }
        buffer.append(columns[index].title)
      }
      buffer.append(CSVText.recordEnd)
    case .csv, .raw, .jsonLines: break
    }
    hasBegun = true
  }

  private func append(_ row: borrowing Row, _ writer: inout ValueWriter, to buffer: inout ByteBuffer) {
    switch form {
    case .raw:
      for index in columns.indices {
        writer.appendExact(columns[index].value(row), in: row, to: &buffer)
        buffer.append(0)
      }
      buffer.append(.newline)
    case .csv:
      for index in columns.indices {
        if index > 0 { buffer.append(UInt8(ascii: ",")) }
        let start = buffer.count
        writer.appendExact(columns[index].value(row), in: row, to: &buffer)
        CSVText.quote(from: start, in: &buffer)
      }
      buffer.append(CSVText.recordEnd)
    case .json, .jsonLines:
      var members = JSONMembers(isASCII: writer.isASCII, lowersKeys: true)
      buffer.append(UInt8(ascii: "{"))
      for index in columns.indices {
        writer.append(
          typed: columns[index].value(row), as: columns[index].type, columns[index].title, in: row, &members,
          to: &buffer)
      }
      buffer.append(form == .json ? "}" : "}\n")
    }
  }
}
