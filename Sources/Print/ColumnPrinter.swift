import Misc
import Store

/// The listing in columns. All rows of a cycle are kept until their widths are known.
struct ColumnPrinter {
  private let output: Output
  private let escaper: Escaper
  private var widths: ColumnWidths
  private var batches: [Batch] = []
  /// The columns from COMMAND to USER, which all rows of a process share.
  private var beginning = ByteBuffer()

  init(output: Output, escaper: Escaper) {
    self.output = output
    self.escaper = escaper
    widths = ColumnWidths(output: output, escaper: escaper)
  }

  /// Measures and keeps a batch. Returns how many of its processes have a listed file.
  mutating func add(_ batch: consuming Batch, _ selection: Selection, _ users: inout UserNames) -> Int {
    var listed = 0
    for process in batch.processes {
      var isListed = false
      for index in process.files where selection.lists(batch.files[index].selected) {
        if !isListed { widths.add(process, of: batch, &users) }
        isListed = true
        widths.add(batch.files[index])
      }
      if isListed { listed += 1 }
    }
    if listed > 0 { batches.append(batch) }
    return listed
  }

  /// Writes the header and the rows that were kept, and forgets them.
  mutating func finishCycle(
    _ selection: Selection, _ users: inout UserNames, _ names: inout NameText,
    to stream: inout OutputStream
  ) {
    if !batches.isEmpty {
      widths.settle()
      appendHeader(to: &stream.buffer)
    }
    for batch in batches {
      for process in batch.processes {
        beginning.clear()
        for index in process.files where selection.lists(batch.files[index].selected) {
          if beginning.isEmpty { compose(process, of: batch, &users) }
          appendRow(batch.files[index], of: batch, &names, to: &stream.buffer)
          stream.flushIfLarge()
        }
      }
    }
    batches = []
    widths = ColumnWidths(output: output, escaper: escaper)
  }

  private func appendHeader(to buffer: inout ByteBuffer) {
    func append(_ title: StaticString, _ width: Int) {
      buffer.append(0x20)
      buffer.append(0x20, times: width - title.utf8CodeUnitCount)
      buffer.append(title)
    }
    func appendLeft(_ title: StaticString, _ width: Int) {
      buffer.append(title)
      buffer.append(0x20, times: width - title.utf8CodeUnitCount)
    }
    appendLeft(ColumnTitles.command, widths.command)
    append(ColumnTitles.pid, widths.pid)
    if widths.hasTasks { append(ColumnTitles.tid, widths.tid) }
    if widths.hasTaskCommands {
      buffer.append(0x20)
      appendLeft(ColumnTitles.taskCommand, widths.taskCommand)
    }
    if output.showsContext {
      buffer.append(0x20)
      appendLeft(ColumnTitles.context, widths.context)
    }
    if output.showsParent { append(ColumnTitles.parent, widths.parent) }
    if output.showsProcessGroup { append(ColumnTitles.group, widths.group) }
    append(ColumnTitles.user, widths.user)
    append(ColumnTitles.descriptor, widths.descriptor - 2)
    buffer.append("  ")
    append(ColumnTitles.type, widths.type)
    if output.fileFlags != .hidden { append(ColumnTitles.fileFlags, widths.fileFlags) }
    append(ColumnTitles.device, widths.device)
    append(ColumnTitles.size(output.sizeColumn), widths.size)
    if output.showsLinkCount { append(ColumnTitles.linkCount, widths.linkCount) }
    append(ColumnTitles.node, widths.node)
    append(ColumnTitles.name, 0)
    buffer.append(0x0a)
  }

  private mutating func compose(_ process: ProcessRecord, of batch: Batch, _ users: inout UserNames) {
    escaper.append(command: batch.names[process.command], width: widths.command, to: &beginning)
    append(process.pid, width: widths.pid)
    if widths.hasTasks {
      if process.tid != 0 {
        append(process.tid, width: widths.tid)
      } else {
        beginning.append(0x20, times: widths.tid + 1)
      }
    }
    if widths.hasTaskCommands {
      beginning.append(0x20)
      escaper.append(
        command: batch.names[process.taskCommand], width: widths.taskCommand, to: &beginning)
    }
    if output.showsContext {
      beginning.append(0x20)
      let start = beginning.count
      escaper.append(batch.names[process.context], to: &beginning)
      beginning.padRight(from: start, width: widths.context)
    }
    if output.showsParent { append(process.parent, width: widths.parent) }
    if output.showsProcessGroup { append(process.group, width: widths.group) }
    beginning.append(0x20)
    let start = beginning.count
    users.append(process.uid, to: &beginning)
    beginning.alignRight(from: start, width: widths.user)
    beginning.append(0x20)
  }

  private mutating func append(_ number: Int32, width: Int) {
    beginning.append(0x20)
    beginning.append(decimal: UInt64(max(0, number)), width: width)
  }

  /// Appends a row. Each column's width includes the blank before it.
  private func appendRow(
    _ file: OpenFile, of batch: Batch, _ names: inout NameText, to buffer: inout ByteBuffer
  ) {
    buffer.append(beginning.span)
    file.appendDescriptorColumn(width: widths.descriptor - 2, to: &buffer)
    buffer.append(0x20, times: 1 + widths.type - file.typeWidth)
    file.appendType(to: &buffer)
    if output.fileFlags != .hidden {
      let start = buffer.count
      if file.known.contains(.openFlags) {
        FileFlagText.append(file.openFlags, form: output.fileFlags, to: &buffer)
      }
      buffer.alignRight(from: start, width: widths.fileFlags + 1)
    }
    appendDevice(of: file, of: batch, width: widths.device + 1, to: &buffer)
    appendSize(of: file, width: widths.size + 1, to: &buffer)
    if output.showsLinkCount {
      if file.known.contains(.linkCount) {
        buffer.append(decimal: file.linkCount, width: widths.linkCount + 1)
      } else {
        buffer.append(0x20, times: widths.linkCount + 1)
      }
    }
    appendNode(of: file, of: batch, width: widths.node + 1, to: &buffer)
    buffer.append(0x20)
    let hasName = names.append(file, of: batch, to: &buffer)
    if file.socket >= 0 && !output.transportInfo.isEmpty {
      if hasName { buffer.append(0x20) }
      TransportText.appendColumn(batch.sockets[Int(file.socket)], output.transportInfo, to: &buffer)
    }
    buffer.append(0x0a)
  }

  private func appendDevice(of file: OpenFile, of batch: Batch, width: Int, to buffer: inout ByteBuffer) {
    if let device = file.shownDevice {
      let minorWidth = decimalWidth(UInt64(device.minor))
      buffer.append(decimal: UInt64(device.major), width: width - 1 - minorWidth)
      buffer.append(0x2c)
      buffer.append(decimal: UInt64(device.minor))
    } else {
      buffer.append(0x20, times: width - Int(file.deviceText.count))
      // Interfaces of AX.25 have names.
      escaper.append(batch.names[file.deviceText], to: &buffer)
    }
  }

  private func appendSize(of file: OpenFile, width: Int, to buffer: inout ByteBuffer) {
    switch file.shownSize(output) {
    case .size(let size):
      if output.showsHumanSizes {
        buffer.append(0x20, times: width - SizeText.width(humanSize: size))
        SizeText.append(humanSize: size, to: &buffer)
      } else {
        buffer.append(decimal: size, width: width)
      }
    case .offset(let offset):
      let length = SizeText.width(offset: offset, digits: output.offsetDigits)
      buffer.append(0x20, times: width - length)
      SizeText.append(offset: offset, digits: output.offsetDigits, to: &buffer)
    case nil:
      buffer.append(0x20, times: width)
    }
  }

  private func appendNode(of file: OpenFile, of batch: Batch, width: Int, to buffer: inout ByteBuffer) {
    switch file.nodeColumn {
    case .inode:
      buffer.append(decimal: file.inode, width: width)
    case .protocolName:
      buffer.append(0x20, times: width - Int(file.protocolName.count))
      buffer.append(batch.names[file.protocolName])
    case .nothing:
      buffer.append(0x20, times: width)
    }
  }
}
