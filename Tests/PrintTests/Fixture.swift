import Glibc
import Misc
import Store

@testable import Print

extension Request {
  /// A request that lists everything.
  static func plain(_ change: (inout Request) -> Void = { _ in }) -> Request {
    var request = Request(programName: Bytes("lsof"), warns: false)
    request.output.namesHosts = false
    request.output.namesPorts = false
    change(&request)
    return request
  }

  static func plain(_ form: Output.Form, _ change: (inout Request) -> Void = { _ in }) -> Request {
    plain {
      $0.output.form = form
      if form != .columns {
        for field in FieldTable.all where field.field != "0" { $0.output.fields.insert(field.field) }
        $0.output.transportInfo = [.flags, .queues, .state]
        $0.output.fileFlags = form == .fields ? .hexadecimal : .names
      }
      change(&$0)
    }
  }
}

extension Batch {
  /// Adds a process; the files that follow are its own.
  mutating func process(
    _ pid: Int32, tid: Int32 = 0, command: String = "cat", task: String? = nil, uid: UInt32 = 0,
    _ change: (inout ProcessRecord) -> Void = { _ in }
  ) {
    var process = ProcessRecord(pid: pid)
    process.tid = tid
    process.parent = 1
    process.group = pid
    process.uid = uid
    process.command = names.append(Bytes(command.utf8))
    if let task {
      process.taskCommand = names.append(Bytes(task.utf8))
      process.hasTaskCommand = true
    }
    process.files = files.count..<files.count
    change(&process)
    processes.append(process)
  }

  /// Adds a listed file with a name.
  mutating func file(
    _ descriptor: DescriptorKind, _ number: Int32 = -1, _ type: FileType = .regular, name: Bytes = [],
    addition: String = "", _ change: (inout OpenFile) -> Void = { _ in }
  ) {
    var file = OpenFile(descriptor, number: number)
    file.type = type
    file.name = names.append(name)
    file.addition = names.append(Bytes(addition.utf8))
    file.selected = .pid
    change(&file)
    files.append(file)
    let last = processes.count - 1
    processes[last].files = processes[last].files.lowerBound..<files.count
  }

  /// Adds a listed file with a device, an inode and a size.
  mutating func regular(
    _ descriptor: DescriptorKind, _ number: Int32 = -1, _ name: String, size: UInt64 = 0,
    inode: UInt64 = 7, _ change: (inout OpenFile) -> Void = { _ in }
  ) {
    file(descriptor, number, name: Bytes(name.utf8)) {
      $0.known = [.device, .inode, .size]
      $0.device = DeviceNumber(major: 254, minor: 0)
      $0.inode = inode
      $0.nodeColumn = .inode
      $0.size = size
      change(&$0)
    }
  }

  /// Adds a listed socket.
  mutating func socket(
    _ number: Int32, _ type: FileType, _ protocolName: String, _ info: SocketInfo, name: String = ""
  ) {
    let device = names.append(Bytes("34001".utf8))
    let shown = names.append(Bytes(protocolName.utf8))
    sockets.append(info)
    let index = Int32(sockets.count - 1)
    file(.number, number, type, name: Bytes(name.utf8)) {
      $0.access = .readWrite
      $0.deviceText = device
      $0.nodeColumn = .protocolName
      $0.protocolName = shown
      $0.known = .offset
      $0.socket = index
    }
  }
}

extension InternetEndpoint {
  static func ipv4(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, port: UInt16) -> Self {
    var address = InlineArray<16, UInt8>(repeating: 0)
    (address[0], address[1], address[2], address[3]) = (a, b, c, d)
    return Self(family: .ipv4, address: address, port: port)
  }

  static func ipv6(last: UInt8, port: UInt16) -> Self {
    var address = InlineArray<16, UInt8>(repeating: 0)
    address[15] = last
    return Self(family: .ipv6, address: address, port: port)
  }
}

extension SocketInfo {
  init(
    _ transport: Transport, _ state: SocketState, _ local: InternetEndpoint? = nil,
    _ foreign: InternetEndpoint? = nil
  ) {
    self.init(transport: transport)
    self.state = state
    self.local = local
    self.foreign = foreign
  }
}

/// What `print` writes.
func written(_ request: Request, _ print: (inout ListingPrinter) -> Void) -> String {
  String(decoding: writtenBytes(request, print), as: UTF8.self)
}

func writtenBytes(_ request: Request, _ print: (inout ListingPrinter) -> Void) -> Bytes {
  setlocale(LC_CTYPE, "C.UTF-8")
  let descriptor = memfd_create("listing", 0)
  defer { close(descriptor) }
  let diagnostics = Diagnostics(programName: Bytes("lsof"), warns: false, escaper: Escaper())
  var printer = ListingPrinter(request: request, diagnostics: diagnostics, descriptor: dup(descriptor))
  print(&printer)
  _ = printer.finish()
  let size = Int(lseek(descriptor, 0, SEEK_END))
  return Bytes(unsafeUninitializedCapacity: size) { buffer, count in
    count = max(0, pread(descriptor, buffer.baseAddress, size, 0))
  }
}

/// What one cycle with this batch writes.
func listing(_ request: Request, _ fill: (inout Batch) -> Void) -> String {
  String(decoding: listingBytes(request, fill), as: UTF8.self)
}

func listingBytes(_ request: Request, _ fill: (inout Batch) -> Void) -> Bytes {
  var batch = Batch()
  fill(&batch)
  return writtenBytes(request) {
    $0.add(batch)
    _ = $0.finishCycle()
  }
}
