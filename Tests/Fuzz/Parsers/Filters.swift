import Misc
import Store

@testable import Arg
@testable import Print

/// A filter, put to rows of some kinds. What follows from it for the selection must not leave out a row that passes.
func feedFilter(_ bytes: [UInt8]) {
  guard let expression = try? FilterParser.parse(bytes) else { return }
  let filter = RowFilter(expression)
  for (index, test) in filter.tests.enumerated() {
    require(test.whenMet < index && test.whenNot < index, "a filter has no end")
  }
  var request = Request(programName: Bytes("lsof"), warns: false)
  (request.output.namesHosts, request.output.namesPorts) = (false, false)
  request.selection.selectors = .everything
  var narrowed = request
  narrowed.narrow(by: expression)
  let batch = rows()
  var runner = RowFilterRunner(filter)
  var writer = ValueWriter(
    output: request.output, diagnostics: Diagnostics(programName: [], warns: false, escaper: Escaper()))
  let filtered = runner.apply(to: batch, request.selection, &writer)
  for process in filtered.processes
  where process.files.contains(where: { !filtered.files[$0].selected.isEmpty }) {
    require(narrowed.selection.processBounds.allow(process), "a process that passes is left out")
  }
}

private func rows() -> Batch {
  var batch = Batch()
  for pid in Int32(1)...3 {
    var process = ProcessRecord(pid: pid)
    (process.parent, process.group, process.uid) = (pid - 1, 1, UInt32(pid - 1))
    process.command = batch.names.append("srv x")
    var file = OpenFile(.number, number: pid)
    (file.type, file.known, file.size) = (.regular, [.size, .openFlags], UInt64(pid) << 30)
    (file.openFlags, file.selected) = (0x402, .everything)
    file.name = batch.names.append(Bytes([0x2f, 0xff, 0x61, 0x0a]))
    var socket = OpenFile(.number, number: pid + 1)
    (socket.type, socket.socket, socket.selected) = (.ipv4, Int32(batch.sockets.count), .everything)
    var info = SocketInfo(transport: .tcp)
    info.state = .listen
    info.local = InternetEndpoint(family: .ipv4, address: InlineArray(repeating: 1), port: UInt16(pid) * 40)
    batch.sockets.append(info)
    process.files = batch.files.count..<batch.files.count + 2
    batch.files += [file, socket]
    batch.processes.append(process)
  }
  return batch
}
