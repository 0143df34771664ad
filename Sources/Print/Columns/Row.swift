import Misc
import Store

/// A row of the listing: a file, and the process that has it open. It is only lent, so that a column costs no
/// reference count.
struct Row: ~Copyable {
  let batch: Batch
  private(set) var processIndex = 0
  private(set) var fileIndex = 0

  /// The row is of no file until ``move(toProcess:)`` and ``move(toFile:)`` say of which.
  init(of batch: consuming Batch) { self.batch = batch }

  /// Gives the batch back.
  consuming func release() -> Batch { batch }

  /// Is each row in turn that a selection lists. Returns how many of the processes have one.
  // Inlined, so that a row costs no call.
  @inline(__always)
  mutating func visit(_ selection: Selection, _ body: (borrowing Row) -> Void) -> Int {
    var listed = 0
    for process in batch.processes.indices {
      move(toProcess: process)
      var isListed = false
      for file in self.process.files where selection.lists(batch.files[file].selected) {
        move(toFile: file)
        isListed = true
        body(self)
      }
      if isListed { listed += 1 }
    }
    return listed
  }

  mutating func move(toProcess index: Int) { processIndex = index }
  mutating func move(toFile index: Int) { fileIndex = index }

  var process: ProcessRecord { batch.processes[processIndex] }
  var file: OpenFile { batch.files[fileIndex] }
  var socket: SocketInfo? { file.socket < 0 ? nil : batch.sockets[Int(file.socket)] }

  /// What has become of the row since the cycle before, where that is told.
  var change: Change? { batch.changes.isEmpty ? nil : batch.changes[fileIndex] }

  var processDetails: ProcessDetails? { batch.processDetails[process.pid] }

  /// More of the file's inode, where that is known.
  var fileDetails: FileDetails? { openFileDetails?.inode }

  /// More of what is open.
  var openFileDetails: OpenFileDetails? {
    let index = Int(file.details)
    return index < 0 ? nil : batch.openFileDetails[index]
  }

  /// The mount that the file is on.
  var mount: MountDetails? { (openFileDetails?.mountID).flatMap { batch.mounts[$0] } }

  /// What the link to the file says; nil where that isn't known.
  var link: ByteSlice? { openFileDetails.flatMap { $0.link.isEmpty ? nil : $0.link } }

  /// The file has no name any more.
  var isDeleted: Bool? {
    if file.descriptor == .deletedMemory { return true }
    if file.type.isSocket { return false }
    return file.known.contains(.linkCount) ? file.linkCount == 0 : nil
  }

  /// The path without the kernel's note that it is no longer there; nil for what has none.
  var path: ByteSlice? {
    guard var link, batch.names[link][0] == UInt8(ascii: "/") else { return nil }
    let note: StaticString = " (deleted)"
    let count = UInt32(note.utf8CodeUnitCount)
    let text = batch.names[link]
    if !file.hasOddName && link.count > count && text.extracting(last: Int(count)).equals(note) {
      link.count -= count
    }
    return link
  }

  /// What stands in the brackets, or before them, of a link such as `net:[4026531833]`, for one of these words.
  func linkWord(_ words: [StaticString], inBrackets: Bool = false) -> ByteSlice? {
    guard let link else { return nil }
    let text = batch.names[link]
    guard let colon = text.indices.first(where: { text[$0] == UInt8(ascii: ":") }),
      words.contains(where: { text.extracting(0..<colon).equals($0) })
    else { return nil }
    if !inBrackets { return ByteSlice(offset: link.offset, count: UInt32(colon)) }
    var (start, end) = (colon + 1, text.count)
    if end - start >= 2 && text[start] == UInt8(ascii: "[") && text[end - 1] == UInt8(ascii: "]") {
      start += 1
      end -= 1
    }
    return ByteSlice(offset: link.offset + UInt32(start), count: UInt32(end - start))
  }

  /// The device that a device file stands for.
  var specialDevice: SpecialDevice? {
    file.known.contains(.rawDevice)
      ? SpecialDevice(number: file.rawDevice, isBlock: file.node == .block) : nil
  }

  var driver: DriverDetails? { specialDevice.flatMap { batch.drivers[$0] } }

  /// What the driver of a device file is called.
  var driverName: ByteSlice? {
    driver.flatMap { driver in
      [driver.misc, driver.terminal, driver.driver].first { !$0.isEmpty }
    }
  }

  /// The driver as one of the facts of a character device, where it doesn't tell its own.
  var driverFact: ByteSlice? {
    guard specialDevice?.isBlock == false, !facts.contains(where: { $0.fact == .graphicsDriver }) else {
      return nil
    }
    return driverName
  }

  /// There is something for `--detail` to show.
  var hasDetail: Bool { !facts.isEmpty || driverFact != nil }

  /// The path of a UNIX socket, which its name begins with; `type=` and the type follow.
  var unixPath: ByteSlice? {
    guard let socket, socket.transport == .unix else { return nil }
    let type = SocketTypeNames.name(of: UInt32(socket.socketType)) ?? "unknown"
    let rest = UInt32(" type=".utf8.count + type.utf8CodeUnitCount)
    if file.name.count <= rest { return nil }
    return ByteSlice(offset: file.name.offset, count: file.name.count - rest)
  }

  /// What the file tells of itself, in the order of ``Fact``.
  var facts: [FileFact] { openFileDetails?.facts ?? [] }

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
