import Glibc
import Misc
import Store

/// Writes the listing in the form that the request asks for, to standard output.
///
/// Columns are kept until the end of the cycle, because their widths come from all rows. The other forms
/// are written as the batches come.
public struct ListingPrinter: ~Copyable {
  private let output: Output
  private let selection: Selection
  private let repetition: Repetition?
  private let escaper: Escaper
  private var stream: OutputStream
  private var writer: ValueWriter
  private var filter: RowFilterRunner?
  private var columns: ColumnPrinter
  private var fields: FieldPrinter
  private var json: JSONPrinter
  private var rows: RowPrinter?
  private var counts: CountPrinter?
  private var changes: ChangeTracker?
  /// The marker before the next cycle has not been written: who is told changes is told when they were seen.
  private var owesMarker = false
  /// The last PID that `-t` wrote, which tasks share with their process.
  private var lastPID: Int32?
  private var listedProcesses = 0
  private var hasWritten = false

  /// `descriptor` takes the output.
  public init(request: Request, diagnostics: Diagnostics, descriptor: Int32 = FileDescriptor.standardOutput) {
    output = request.output
    selection = request.selection
    repetition = request.repetition
    escaper = diagnostics.escaper
    stream = OutputStream(descriptor: descriptor)
    writer = ValueWriter(output: output, diagnostics: diagnostics)
    if let rows = request.filter { filter = RowFilterRunner(rows) } else { filter = nil }
    let width = output.trimsRows ? stream.terminalWidth : nil
    columns = ColumnPrinter(output: output, diagnostics: diagnostics, width: width)
    fields = FieldPrinter(output: output)
    json = JSONPrinter(output: output)
    if case .counts(let form) = output.form {
      counts = CountPrinter(form, output, escaper: diagnostics.escaper, width: width)
    } else {
      counts = nil
    }
    if case .rows(let form) = output.form { rows = RowPrinter(form, output) } else { rows = nil }
    changes = output.tellsChanges ? ChangeTracker(selection, output.changingValues) : nil
    if repetition != nil { writer.users.refresh() }
  }

  /// The first error that a write has met: nothing is written after it.
  public var failure: SystemError? { stream.failure }

  /// Takes the next processes, which come in the order of PID and TID.
  public mutating func add(_ batch: consuming Batch) {
    let batch = filtered(batch)
    guard let changed = changes?.changes(in: batch) else { return write(batch) }
    for batch in changed { write(batch) }
  }

  private mutating func write(_ batch: consuming Batch) {
    switch output.form {
    case .columns:
      listedProcesses += columns.add(batch, selection, &writer)
      return
    case .fields:
      writeOwedMarker()
      listedProcesses += fields.write(batch, selection, &writer, to: &stream)
    case .processIDs:
      listedProcesses += writeIDs(of: batch)
    case .json, .jsonLines:
      listedProcesses += json.write(batch, selection, &writer, to: &stream)
    case .rows:
      listedProcesses += rows?.write(batch, selection, &writer, to: &stream) ?? 0
    case .counts:
      listedProcesses += counts?.add(batch, selection, &writer) ?? 0
    }
    // A reader gets the beginning at once, and the rest in large pieces.
    if !hasWritten && !stream.buffer.isEmpty {
      hasWritten = true
      stream.flush()
    }
  }

  /// The batch, of which only rows that pass the filter are listed.
  private mutating func filtered(_ batch: consuming Batch) -> Batch {
    if filter == nil { return batch }
    return filter!.apply(to: batch, selection, &writer)
  }

  /// Writes what is left of the cycle. Returns how many processes, tasks counted, had a listed file.
  public mutating func finishCycle() -> Int {
    let end = changes?.finishCycle()
    for batch in end?.changes ?? [] { write(batch) }
    // The table says nothing of a cycle without changes. Programs are told of each.
    if output.form == .fields || columns.hasRows { writeOwedMarker() }
    switch output.form {
    case .columns: columns.finishCycle(selection, &writer, to: &stream)
    case .json, .jsonLines: json.finishCycle(repeats: repetition != nil, to: &stream.buffer)
    case .rows: rows?.finishCycle(repeats: repetition != nil, to: &stream.buffer)
    case .counts: counts?.finishCycle(repeats: repetition != nil, to: &stream)
    case .fields, .processIDs: break
    }
    let listed = end?.listedProcesses ?? listedProcesses
    listedProcesses = 0
    lastPID = nil
    hasWritten = false
    return listed
  }

  /// Writes what stands between the cycles of repeat mode, and all that is buffered. JSON and rows have no
  /// marker: each document is one line, and each cycle of `-j` ends with a blank line.
  public mutating func writeMarker() {
    if changes == nil {
      appendMarker(at: Int64(time(nil)))
      stream.flush()
    } else {
      owesMarker = true
      changes?.beginCycle()
      stream.flush()
      stream.checkReader()
    }
    writer.users.refresh()
    filter?.beginCycle()
  }

  private mutating func writeOwedMarker() {
    guard owesMarker, let time = changes?.cycleTime() else { return }
    owesMarker = false
    appendMarker(at: time)
  }

  private mutating func appendMarker(at time: Int64) {
    let marker = repetition?.marker
    switch output.form {
    case .columns, .processIDs, .counts(nil):
      RepeatMarker.append(marker, at: time, form: output.form, escaper, to: &stream.buffer)
      stream.buffer.append(.newline)
    case .fields:
      stream.buffer.append(FieldTable.marker.letter)
      RepeatMarker.append(marker, at: time, form: output.form, escaper, to: &stream.buffer)
      stream.buffer.append(output.terminator)
      if output.terminator != .newline { stream.buffer.append(.newline) }
    case .json, .jsonLines, .rows, .counts(.some): break
    }
  }

  /// What has grown until the last cycle; nil where changes are not told.
  public var grown: GrownProcesses? { changes?.grown() }

  /// Whether it goes to a terminal.
  public var isOnTerminal: Bool { stream.terminalWidth != nil }

  /// Writes what another has composed.
  public mutating func write(_ text: borrowing ByteBuffer) { stream.buffer.append(text.span) }

  /// Writes the lines of `-V`.
  public mutating func write(_ report: SearchReport) {
    report.append(to: &stream.buffer, escaper: escaper)
  }

  /// Writes all that is buffered and closes the output. Returns the first error that was met: the listing is
  /// cut.
  public mutating func finish() -> SystemError? { stream.finish() }

  private mutating func writeIDs(of batch: Batch) -> Int {
    var listed = 0
    for process in batch.processes where process.pid != lastPID {
      if !process.files.contains(where: { selection.lists(batch.files[$0].selected) }) { continue }
      lastPID = process.pid
      listed += 1
      stream.buffer.append(decimal: Int(process.pid))
      stream.buffer.append(.newline)
      stream.flushIfLarge()
    }
    return listed
  }
}
