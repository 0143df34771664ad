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
///   numbers.
///
/// Names are not escaped but by the rules of JSON. Where one isn't UTF-8, U+FFFD stands for each byte that doesn't
/// fit, and a member with `_bytes` after its key has all of its bytes in hexadecimal.
struct JSONPrinter {
  private let output: Output
  private let fields: FieldSet
  private let isASCII: Bool
  private var isOpen = false
  private var isFirstProcess = true
  private var scratch = ByteBuffer()

  /// `isASCII` where the terminal's locale has no UTF-8.
  init(output: Output, isASCII: Bool) {
    self.output = output
    self.isASCII = isASCII
    fields = output.fields
  }

  /// Writes a batch. Returns how many of its processes have a listed file.
  mutating func write(
    _ batch: Batch, _ selection: Selection, _ users: inout UserNames, _ names: inout NameText,
    to stream: inout OutputStream
  ) -> Int {
    var listed = 0
    for process in batch.processes {
      var isListed = false
      for index in process.files where selection.lists(batch.files[index].selected) {
        if output.form == .json {
          beginFile(of: process, of: batch, isFirst: !isListed, &users, to: &stream.buffer)
        }
        isListed = true
        stream.buffer.append(0x7b)
        var members = JSONMembers(isASCII: isASCII)
        if output.form == .jsonLines {
          append(process, of: batch, &users, &members, to: &stream.buffer)
        }
        append(batch.files[index], of: batch, &names, &members, to: &stream.buffer)
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
      buffer.append(0x0a)
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

  private mutating func beginFile(
    of process: ProcessRecord, of batch: Batch, isFirst: Bool, _ users: inout UserNames,
    to buffer: inout ByteBuffer
  ) {
    if !isFirst { return buffer.append(0x2c) }
    open(to: &buffer)
    if !isFirstProcess { buffer.append(0x2c) }
    isFirstProcess = false
    buffer.append(0x7b)
    var members = JSONMembers(isASCII: isASCII)
    append(process, of: batch, &users, &members, to: &buffer)
    members.begin("files", in: &buffer)
    buffer.append(0x5b)
  }

  private func append(
    _ process: ProcessRecord, of batch: Batch, _ users: inout UserNames, _ members: inout JSONMembers,
    to buffer: inout ByteBuffer
  ) {
    members.append("pid", number: Int(process.pid), to: &buffer)
    if fields.contains(.tid) && process.tid != 0 {
      members.append("tid", number: Int(process.tid), to: &buffer)
    }
    if fields.contains(.taskCommand) && process.hasTaskCommand {
      members.append("task_cmd", batch.names[process.taskCommand], to: &buffer)
    }
    if fields.contains(.context) && !process.context.isEmpty {
      members.append("security_context", batch.names[process.context], to: &buffer)
    }
    if fields.contains(.processGroup) { members.append("pgid", number: Int(process.group), to: &buffer) }
    if fields.contains(.parent) { members.append("ppid", number: Int(process.parent), to: &buffer) }
    if fields.contains(.command) {
      members.append("command", batch.names[process.command], to: &buffer)
    }
    if fields.contains(.uid) { members.append("uid", number: UInt64(process.uid), to: &buffer) }
    if fields.contains(.login), let login = users.login(of: process.uid) {
      members.append("login", login.span, to: &buffer)
    }
  }

  private mutating func append(
    _ file: OpenFile, of batch: Batch, _ names: inout NameText, _ members: inout JSONMembers,
    to buffer: inout ByteBuffer
  ) {
    if fields.contains(.descriptor) {
      members.append("fd", to: &buffer) { file.appendDescriptor(to: &$0) }
    }
    if fields.contains(.access) && file.access != .none {
      members.append("access", to: &buffer) { $0.append(file.access.letter) }
    }
    if fields.contains(.lock) && file.lock != .none {
      members.append("lock", to: &buffer) { $0.append(file.lock.letter) }
    }
    if fields.contains(.type) && file.type != .none {
      members.append("type", to: &buffer) { file.appendType(to: &$0) }
    }
    appendNumbers(of: file, of: batch, &members, to: &buffer)
    if fields.contains(.openFlags) && file.showsFlags(output.fileFlags) {
      members.append("flags", to: &buffer) {
        FileFlagText.append(file.openFlags, form: output.fileFlags, to: &$0)
      }
    }
    let socket = file.socket >= 0 ? batch.sockets[Int(file.socket)] : nil
    if fields.contains(.name) { appendName(of: file, socket, of: batch, &names, &members, to: &buffer) }
    if let socket, fields.contains(.transport) { appendState(of: socket, &members, to: &buffer) }
  }

  private func appendNumbers(
    of file: OpenFile, of batch: Batch, _ members: inout JSONMembers, to buffer: inout ByteBuffer
  ) {
    let deviceText = batch.names[file.deviceText].withoutLeadingBlanks
    if fields.contains(.deviceText) && !deviceText.isEmpty {
      members.append("device", deviceText, to: &buffer)
    }
    if fields.contains(.device) && file.known.contains(.device) {
      Self.append("device_number", file.device, &members, to: &buffer)
    }
    if fields.contains(.rawDevice) && file.known.contains(.rawDevice) {
      Self.append("raw_device", file.rawDevice, &members, to: &buffer)
    }
    if fields.contains(.size) && file.known.contains(.size) {
      members.append("size", text: file.size, to: &buffer)
    }
    if fields.contains(.offset) && file.known.contains(.offset) {
      members.append("offset", text: file.offset, to: &buffer)
    }
    if fields.contains(.inode) && file.nodeColumn == .inode {
      members.append("inode", text: file.inode, to: &buffer)
    }
    if fields.contains(.linkCount) && file.known.contains(.linkCount) {
      members.append("nlink", number: file.linkCount, to: &buffer)
    }
    let protocolName = batch.names[file.protocolName].withoutLeadingBlanks
    if fields.contains(.protocolName) && file.nodeColumn == .protocolName && !protocolName.isEmpty {
      members.append("protocol", protocolName, to: &buffer)
    }
  }

  private static func append(
    _ key: StaticString, _ number: DeviceNumber, _ members: inout JSONMembers, to buffer: inout ByteBuffer
  ) {
    members.append(key, to: &buffer) {
      $0.append("0x")
      $0.append(hexadecimal: number.rawValue)
    }
  }

  private mutating func appendName(
    of file: OpenFile, _ socket: SocketInfo?, of batch: Batch, _ names: inout NameText,
    _ members: inout JSONMembers, to buffer: inout ByteBuffer
  ) {
    if let socket, socket.local != nil || socket.foreign != nil {
      scratch.clear()
      if !file.name.isEmpty {
        scratch.append(batch.names[file.name])
        scratch.append(0x20)
      }
      names.addresses.append(socket, to: &scratch)
      members.append("name", scratch.span, to: &buffer)
      if let local = socket.local {
        members.append("local_address", to: &buffer) { local.appendAddress(to: &$0) }
        members.append("local_port", number: UInt64(local.port), to: &buffer)
      }
      if let foreign = socket.foreign {
        members.append("remote_address", to: &buffer) { foreign.appendAddress(to: &$0) }
        members.append("remote_port", number: UInt64(foreign.port), to: &buffer)
      }
    } else if file.hasOddName {
      members.append("name", odd: batch.names[file.name], to: &buffer)
    } else if !file.name.isEmpty {
      members.append("name", batch.names[file.name], to: &buffer)
    }
    if !file.addition.isEmpty { members.append("name_addition", batch.names[file.addition], to: &buffer) }
  }

  private func appendState(
    of socket: SocketInfo, _ members: inout JSONMembers, to buffer: inout ByteBuffer
  ) {
    let showsState = output.transportInfo.contains(.state) && socket.hasState
    let showsQueues = output.transportInfo.contains(.queues) && socket.transport != .unix
    if !showsState && !showsQueues { return }
    members.begin("tcp_info", in: &buffer)
    buffer.append(0x7b)
    var inner = JSONMembers(isASCII: isASCII)
    if showsState { inner.append("state", to: &buffer) { socket.appendState(to: &$0) } }
    if showsQueues {
      inner.append("recv_queue", number: UInt64(socket.receiveQueue), to: &buffer)
      inner.append("send_queue", number: UInt64(socket.sendQueue), to: &buffer)
    }
    buffer.append(0x7d)
  }
}
