import Misc
import Print
import Store

/// What a report says of a process.
struct ProcessNames: Sendable {
  let pid: Int32
  let uid: UInt32
  let command: Bytes
  /// Empty where there is none, or it wasn't asked for.
  let commandLine: Bytes
  let unit: Bytes
  let container: Bytes
  let networkNamespace: Bytes

  init(_ process: ProcessRecord, of batch: borrowing Batch) {
    pid = process.pid
    uid = process.uid
    command = Bytes(batch.names[process.command])
    let details = batch.processDetails[process.pid]
    commandLine = details.map { Bytes(batch.names[$0.commandLine]) } ?? []
    unit = Bytes(batch.names[process.unit])
    container = Bytes(batch.names[process.container])
    networkNamespace = Bytes(batch.names[process.networkNamespace])
  }

  /// The arguments, or the command's name where there are none.
  var shownCommand: Bytes { commandLine.isEmpty ? command : commandLine }

  /// The unit, but for the scope that is made for a container, whose name is long and says no more than the container.
  var shownUnit: Bytes { container.isEmpty || !unit.suffix(6).elementsEqual(".scope".utf8) ? unit : [] }

  /// The members of JSON.
  func facts(_ users: inout UserNames) -> [ReportFact?] {
    [
      .number("pid", pid), .text("command", command), .text("command_line", commandLine), .number("uid", uid),
      .text("user", users.login(of: uid)), .text("unit", unit), .text("container", container),
    ]
  }
}
