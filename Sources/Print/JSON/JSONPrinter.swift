import Misc
import Store
import Version

/// The output of `-J`, one document a cycle, each on one line; and of `-j`, one object a file.
///
/// A document is `{"lsof_version":…,"processes":[…]}`, where a process holds its members and an array
/// `files`. With `-j` each file's object begins with its process's members. The fields that `-F` selects
/// choose the members:
///
/// - of a process: `pid`, `tid`, `pgid`, `ppid`, `uid` (numbers), `task_cmd`, `security_context`,
///   `command`, `login`;
/// - of a file: `fd`, `access`, `lock`, `type`, `device` (the `d` field), `device_number`, `raw_device`,
///   `size`, `offset`, `inode` (strings), `nlink` (a number), `protocol`, `flags`, `name`, and `tcp_info`
///   with `state`, `recv_queue` and `send_queue`;
/// - with the name: `name_addition` (errors, notes and endpoints, which columns append to the name), and
///   for internet sockets `local_address`, `local_port`, `remote_address` and `remote_port`, always in
///   numbers, and `local_scope` and `remote_scope`, the interface that an address of one link is of.
///
/// Names are not escaped but by the rules of JSON. Where one isn't UTF-8, U+FFFD stands for each byte that doesn't
/// fit, and a member with `_bytes` after its key has all of its bytes in hexadecimal.
struct JSONPrinter {
  private let output: Output
  private let processColumns: [Column]
  private let fileColumns: [Column]
  private var isOpen = false
  private var isFirstProcess = true

  init(output: Output) {
    self.output = output
    processColumns = ProcessColumns.members.filter { $0.isWritten(output.fields) }
    fileColumns = FileColumns.members.filter { $0.isWritten(output.fields) }
  }

  /// Writes a batch. Returns how many of its processes have a listed file.
  mutating func write(
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
        if output.form == .json { beginFile(row, isFirst: !isListed, &writer, to: &stream.buffer) }
        isListed = true
        stream.buffer.append(UInt8(ascii: "{"))
        var members = JSONMembers(isASCII: writer.isASCII)
        if output.form == .jsonLines {
          append(processColumns, of: row, &writer, &members, to: &stream.buffer)
        }
        append(fileColumns, of: row, &writer, &members, to: &stream.buffer)
        stream.buffer.append(output.form == .json ? "}" : "}\n")
        stream.flushIfLarge()
      }
      if isListed { listed += 1 }
      if isListed && output.form == .json { stream.buffer.append("]}") }
    }
    return listed
  }

  /// Ends the document, or with `-j` and repetition the cycle with a blank line.
  mutating func finishCycle(repeats: Bool, to buffer: inout ByteBuffer) {
    if output.form == .json {
      open(to: &buffer)
      buffer.append("]}\n")
      isOpen = false
    } else if repeats {
      buffer.append(.newline)
    }
  }

  private mutating func open(to buffer: inout ByteBuffer) {
    if isOpen { return }
    isOpen = true
    isFirstProcess = true
    buffer.append("{\"lsof_version\":\"")
    buffer.append(Bytes(Release.reference.utf8))
    buffer.append("\",\"processes\":[")
  }

  /// Ends the file before, or begins the process.
  private mutating func beginFile(
    _ row: borrowing Row, isFirst: Bool, _ writer: inout ValueWriter, to buffer: inout ByteBuffer
  ) {
    if !isFirst { return buffer.append(UInt8(ascii: ",")) }
    open(to: &buffer)
    if !isFirstProcess { buffer.append(UInt8(ascii: ",")) }
    isFirstProcess = false
    buffer.append(UInt8(ascii: "{"))
    var members = JSONMembers(isASCII: writer.isASCII)
    append(processColumns, of: row, &writer, &members, to: &buffer)
    members.begin("files", in: &buffer)
    buffer.append(UInt8(ascii: "["))
  }

  private func append(
    _ columns: [Column], of row: borrowing Row, _ writer: inout ValueWriter, _ members: inout JSONMembers,
    to buffer: inout ByteBuffer
  ) {
    for index in columns.indices {
      guard let key = columns[index].member else { continue }
      writer.append(key, columns[index].value(row), in: row, &members, to: &buffer)
    }
  }
}
