import Store

/// A row of the listing: a file, and the process that has it open. It is only lent, so that a column costs no
/// reference count.
struct Row: ~Copyable {
  let batch: Batch
  private(set) var processIndex = 0
  private(set) var fileIndex = 0

  /// The row is of no file until ``move(toProcess:)`` and ``move(toFile:)`` say of which.
  init(of batch: consuming Batch) { self.batch = batch }

  mutating func move(toProcess index: Int) { processIndex = index }
  mutating func move(toFile index: Int) { fileIndex = index }

  var process: ProcessRecord { batch.processes[processIndex] }
  var file: OpenFile { batch.files[fileIndex] }
  var socket: SocketInfo? { file.socket < 0 ? nil : batch.sockets[Int(file.socket)] }

  var processDetails: ProcessDetails? { batch.processDetails[process.pid] }

  /// More of the file's inode, where that is known.
  var fileDetails: FileDetails? {
    file.known.isSuperset(of: [.device, .inode])
      ? batch.fileDetails[FileIdentity(device: file.device, inode: file.inode)] : nil
  }

  /// The socket, if it is one that has queues.
  var internetSocket: SocketInfo? { socket.flatMap { $0.transport == .unix ? nil : $0 } }

  /// The network namespace of a socket that is in another one than its process.
  var socketNamespace: ByteSlice? { file.type.isSocket ? batch.socketNamespaces[file.inode] : nil }

  /// The interface that an address of the socket is of, where it is of one link and that is known.
  func scope(of endpoint: InternetEndpoint?) -> Value {
    guard let endpoint, endpoint.hasScope, let interface = socket?.interface, interface != 0 else {
      return .absent
    }
    return .interface(interface)
  }

  /// The text less the blanks that it begins with.
  func withoutLeadingBlanks(_ slice: ByteSlice) -> ByteSlice {
    let text = batch.names[slice]
    var start = 0
    while start < text.count && text[start] == .blank { start += 1 }
    return ByteSlice(offset: slice.offset + UInt32(start), count: slice.count - UInt32(start))
  }
}
