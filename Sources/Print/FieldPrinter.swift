import Misc
import Store

/// The output of `-F`: one line a field, or fields that end in NUL with a newline after each process
/// and file.
struct FieldPrinter {
  private let output: Output
  private let fields: FieldSet
  private let escaper: Escaper

  init(output: Output, escaper: Escaper) {
    self.output = output
    fields = output.fields
    // What ends in NUL is for programs, which must be able to tell names apart.
    self.escaper = output.terminator == 0 ? escaper.exact : escaper
  }

  /// Writes a batch. Returns how many of its processes have a listed file.
  func write(
    _ batch: Batch, _ selection: Selection, _ users: inout UserNames, _ names: inout NameText,
    to stream: inout OutputStream
  ) -> Int {
    var listed = 0
    for process in batch.processes {
      var isListed = false
      for index in process.files where selection.lists(batch.files[index].selected) {
        if !isListed { append(process, of: batch, &users, to: &stream.buffer) }
        isListed = true
        append(batch.files[index], of: batch, &names, to: &stream.buffer)
        stream.flushIfLarge()
      }
      if isListed { listed += 1 }
    }
    return listed
  }

  private func append(
    _ process: ProcessRecord, of batch: Batch, _ users: inout UserNames, to buffer: inout ByteBuffer
  ) {
    append(.pid, decimal: Int(process.pid), to: &buffer)
    if process.tid != 0 { append(.tid, decimal: Int(process.tid), to: &buffer) }
    if process.hasTaskCommand { append(.taskCommand, command: batch.names[process.taskCommand], to: &buffer) }
    if !process.context.isEmpty { append(.context, batch.names[process.context], to: &buffer) }
    append(.processGroup, decimal: Int(process.group), to: &buffer)
    append(.parent, decimal: Int(process.parent), to: &buffer)
    append(.command, command: batch.names[process.command], to: &buffer)
    // A UID has always been shown as a signed number here.
    append(.uid, decimal: Int(Int32(bitPattern: process.uid)), to: &buffer)
    if fields.contains(.login), let login = users.login(of: process.uid) {
      buffer.append(Field.login.letter)
      escaper.append(login, to: &buffer)
      buffer.append(output.terminator)
    }
    endSet(to: &buffer)
  }

  private func append(
    _ file: OpenFile, of batch: Batch, _ names: inout NameText, to buffer: inout ByteBuffer
  ) {
    let start = buffer.count
    if begin(.descriptor, in: &buffer) {
      file.appendDescriptor(to: &buffer)
      buffer.append(output.terminator)
    }
    if begin(.access, in: &buffer) {
      buffer.append(file.access.letter)
      buffer.append(output.terminator)
    }
    if begin(.lock, in: &buffer) {
      buffer.append(file.lock.letter)
      buffer.append(output.terminator)
    }
    if file.type != .none, begin(.type, in: &buffer) {
      file.appendType(to: &buffer)
      buffer.append(output.terminator)
    }
    appendFileFlags(of: file, to: &buffer)
    appendTrimmed(.deviceText, batch.names[file.deviceText], to: &buffer)
    if file.known.contains(.device) { append(.device, number: file.device, to: &buffer) }
    if file.known.contains(.rawDevice) { append(.rawDevice, number: file.rawDevice, to: &buffer) }
    if file.known.contains(.size), begin(.size, in: &buffer) {
      buffer.append(decimal: file.size)
      buffer.append(output.terminator)
    }
    if file.known.contains(.offset), begin(.offset, in: &buffer) {
      SizeText.append(offset: file.offset, digits: output.offsetDigits, to: &buffer)
      buffer.append(output.terminator)
    }
    if file.nodeColumn == .inode, begin(.inode, in: &buffer) {
      buffer.append(decimal: file.inode)
      buffer.append(output.terminator)
    }
    if file.known.contains(.linkCount), begin(.linkCount, in: &buffer) {
      buffer.append(decimal: file.linkCount)
      buffer.append(output.terminator)
    }
    if file.nodeColumn == .protocolName {
      appendTrimmed(.protocolName, batch.names[file.protocolName], to: &buffer)
    }
    if begin(.name, in: &buffer) {
      _ = names.append(file, of: batch, to: &buffer)
      buffer.append(output.terminator)
    }
    if file.socket >= 0 && fields.contains(.transport) {
      TransportText.appendFields(
        batch.sockets[Int(file.socket)], output.transportInfo, terminator: output.terminator, to: &buffer)
    }
    if buffer.count > start { endSet(to: &buffer) }
  }

  /// Appends the field's letter where the field is asked for.
  private func begin(_ field: Field, in buffer: inout ByteBuffer) -> Bool {
    if !fields.contains(field) { return false }
    buffer.append(field.letter)
    return true
  }

  private func append(_ field: Field, decimal value: Int, to buffer: inout ByteBuffer) {
    // Every process set begins with its PID, whatever is asked for.
    if field != .pid && !fields.contains(field) { return }
    buffer.append(field.letter)
    buffer.append(decimal: value)
    buffer.append(output.terminator)
  }

  private func append(_ field: Field, _ name: Span<UInt8>, to buffer: inout ByteBuffer) {
    if !begin(field, in: &buffer) { return }
    escaper.append(name, to: &buffer)
    buffer.append(output.terminator)
  }

  private func append(_ field: Field, command: Span<UInt8>, to buffer: inout ByteBuffer) {
    if !begin(field, in: &buffer) { return }
    escaper.append(command: command, to: &buffer)
    buffer.append(output.terminator)
  }

  private func append(_ field: Field, number: DeviceNumber, to buffer: inout ByteBuffer) {
    if !begin(field, in: &buffer) { return }
    buffer.append("0x")
    buffer.append(hexadecimal: number.rawValue)
    buffer.append(output.terminator)
  }

  /// Appends a text without its leading blanks; nothing where that is empty.
  private func appendTrimmed(_ field: Field, _ text: Span<UInt8>, to buffer: inout ByteBuffer) {
    let text = text.withoutLeadingBlanks
    if text.isEmpty || !begin(field, in: &buffer) { return }
    escaper.append(text, to: &buffer)
    buffer.append(output.terminator)
  }

  private func appendFileFlags(of file: OpenFile, to buffer: inout ByteBuffer) {
    if !file.showsFlags(output.fileFlags) || !begin(.openFlags, in: &buffer) { return }
    FileFlagText.append(file.openFlags, form: output.fileFlags, to: &buffer)
    buffer.append(output.terminator)
  }

  private func endSet(to buffer: inout ByteBuffer) {
    if output.terminator != 0x0a { buffer.append(0x0a) }
  }
}

extension OpenFile {
  /// There are flags to show: no flag at all is shown only as a number.
  func showsFlags(_ form: Output.FileFlags) -> Bool {
    known.contains(.openFlags) && (form == .hexadecimal || form == .names && openFlags != 0)
  }
}

extension Span<UInt8> {
  var withoutLeadingBlanks: Span<UInt8> {
    @_lifetime(copy self)
    get {
      var start = 0
      while start < count && self[start] == 0x20 { start += 1 }
      return extracting(start..<count)
    }
  }
}
