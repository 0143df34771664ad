import Misc
import Store

/// The output of `-F`: one line a field, or fields that end in NUL with a newline after each process
/// and file.
struct FieldPrinter {
  private let output: Output
  private let processColumns: [Column]
  private let fileColumns: [Column]

  init(output: Output) {
    self.output = output
    processColumns = ProcessColumns.fields.filter { $0.isWritten(output.fields) }
    fileColumns = FileColumns.fields.filter { $0.isWritten(output.fields) }
  }

  /// Writes a batch. Returns how many of its processes have a listed file.
  func write(
    _ batch: consuming Batch, _ selection: Selection, _ writer: inout ValueWriter,
    to stream: inout OutputStream
  ) -> Int {
    var listed = 0
    var row = Row(of: batch)
    for process in row.batch.processes.indices {
      row.move(toProcess: process)
      var isListed = false
      for file in row.process.files where selection.lists(row.batch.files[file].selected) {
        row.move(toFile: file)
        if !isListed { append(processColumns, of: row, &writer, to: &stream.buffer) }
        isListed = true
        append(fileColumns, of: row, &writer, to: &stream.buffer)
        stream.flushIfLarge()
      }
      if isListed { listed += 1 }
    }
    return listed
  }

  /// Appends a set of fields.
  private func append(
    _ columns: [Column], of row: borrowing Row, _ writer: inout ValueWriter, to buffer: inout ByteBuffer
  ) {
    let start = buffer.count
    for index in columns.indices {
      let value = columns[index].value(row)
      if case .absent = value { continue }
      if case .transport = value, let socket = row.socket {
        TransportText.appendFields(socket, output.transportInfo, terminator: output.terminator, to: &buffer)
        continue
      }
      let start = buffer.count
      buffer.append(columns[index].field?.field.letter ?? 0)
      if writer.appendField(value, in: row, to: &buffer) {
        buffer.append(output.terminator)
      } else {
        buffer.truncate(to: start)
      }
    }
    if buffer.count > start && output.terminator != .newline { buffer.append(.newline) }
  }
}
