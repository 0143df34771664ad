import Misc
import Store

/// The widths of the columns: that of the title, or of the longest value.
struct ColumnWidths {
  private let output: Output
  private let escaper: Escaper
  private(set) var command = ColumnTitles.command.utf8CodeUnitCount
  private(set) var taskCommand = ColumnTitles.taskCommand.utf8CodeUnitCount
  private(set) var context = ColumnTitles.context.utf8CodeUnitCount
  private(set) var user = ColumnTitles.user.utf8CodeUnitCount
  /// With the access and lock characters.
  private(set) var descriptor = ColumnTitles.descriptor.utf8CodeUnitCount
  private(set) var type = ColumnTitles.type.utf8CodeUnitCount
  private(set) var fileFlags = ColumnTitles.fileFlags.utf8CodeUnitCount
  private(set) var device = ColumnTitles.device.utf8CodeUnitCount
  private(set) var size: Int
  private(set) var node = ColumnTitles.node.utf8CodeUnitCount
  /// A task is listed, so that there is a TID column.
  private(set) var hasTasks = false
  private(set) var hasTaskCommands = false

  private var largestPID: Int32 = 0
  private var largestTID: Int32 = 0
  private var largestParent: Int32 = 0
  private var largestGroup: Int32 = 0
  private var largestLinkCount: UInt64?
  private var largestInode: UInt64 = 0
  private var largestSize: UInt64 = 0
  private var lastDevice: DeviceNumber?
  private var lastFlags: UInt32?
  private var scratch = ByteBuffer()

  init(output: Output, escaper: Escaper) {
    self.output = output
    self.escaper = escaper
    size = ColumnTitles.size(output.sizeColumn).utf8CodeUnitCount
  }

  /// Makes room for a process of which some file is listed.
  mutating func add(_ process: ProcessRecord, of batch: Batch, _ users: inout UserNames) {
    let width = limited(escaper.width(command: batch.names[process.command]))
    command = max(command, width)
    if process.hasTaskCommand {
      hasTaskCommands = true
      taskCommand = max(taskCommand, limited(escaper.width(command: batch.names[process.taskCommand])))
    }
    if process.tid != 0 { hasTasks = true }
    largestPID = max(largestPID, process.pid)
    largestTID = max(largestTID, process.tid)
    largestParent = max(largestParent, process.parent)
    largestGroup = max(largestGroup, process.group)
    if output.showsContext {
      scratch.clear()
      escaper.append(batch.names[process.context], to: &scratch)
      context = max(context, scratch.count)
    }
    user = max(user, users.width(of: process.uid))
  }

  /// Makes room for a listed file.
  mutating func add(_ file: OpenFile) {
    descriptor = max(descriptor, file.descriptorWidth + 2)
    type = max(type, file.typeWidth)
    if file.known.contains(.openFlags) && output.fileFlags != .hidden { add(fileFlags: file.openFlags) }
    if let number = file.shownDevice {
      if number != lastDevice {
        lastDevice = number
        device = max(device, number.textWidth)
      }
    } else {
      device = max(device, Int(file.deviceText.count))
    }
    switch file.shownSize(output) {
    case .size(let value):
      if output.showsHumanSizes {
        size = max(size, SizeText.width(humanSize: value))
      } else {
        largestSize = max(largestSize, value)
      }
    case .offset(let value):
      size = max(size, SizeText.width(offset: value, digits: output.offsetDigits))
    case nil: break
    }
    if file.known.contains(.linkCount) { largestLinkCount = max(largestLinkCount ?? 0, file.linkCount) }
    switch file.nodeColumn {
    case .inode: largestInode = max(largestInode, file.inode)
    case .protocolName: node = max(node, Int(file.protocolName.count))
    case .nothing: break
    }
  }

  private mutating func add(fileFlags flags: UInt32) {
    if flags == lastFlags { return }
    lastFlags = flags
    scratch.clear()
    FileFlagText.append(flags, form: output.fileFlags, to: &scratch)
    fileFlags = max(fileFlags, scratch.count)
  }

  /// Gives the columns of numbers the width of their largest; to be called after the last file.
  mutating func settle() {
    size = max(size, decimalWidth(largestSize))
    node = max(node, decimalWidth(largestInode))
  }

  var pid: Int { Self.width(largestPID, ColumnTitles.pid) }
  var tid: Int { Self.width(largestTID, ColumnTitles.tid) }
  var parent: Int { Self.width(largestParent, ColumnTitles.parent) }
  var group: Int { Self.width(largestGroup, ColumnTitles.group) }
  /// A link count carries a blank of its own.
  var linkCount: Int {
    max(ColumnTitles.linkCount.utf8CodeUnitCount, largestLinkCount.map { decimalWidth($0) + 1 } ?? 0)
  }

  private static func width(_ largest: Int32, _ title: StaticString) -> Int {
    max(title.utf8CodeUnitCount, decimalWidth(UInt64(max(0, largest))))
  }

  private func limited(_ width: Int) -> Int {
    output.commandWidth > 0 ? min(width, output.commandWidth) : width
  }
}

/// The titles of the columns.
enum ColumnTitles {
  static let command: StaticString = "COMMAND"
  static let pid: StaticString = "PID"
  static let tid: StaticString = "TID"
  static let taskCommand: StaticString = "TASKCMD"
  static let context: StaticString = "SECURITY-CONTEXT"
  static let parent: StaticString = "PPID"
  static let group: StaticString = "PGID"
  static let user: StaticString = "USER"
  static let descriptor: StaticString = "FD"
  static let type: StaticString = "TYPE"
  static let fileFlags: StaticString = "FILE-FLAG"
  static let device: StaticString = "DEVICE"
  static let linkCount: StaticString = "NLINK"
  static let node: StaticString = "NODE"
  static let name: StaticString = "NAME"

  static func size(_ column: Output.SizeColumn) -> StaticString {
    switch column {
    case .sizeOrOffset: "SIZE/OFF"
    case .size: "SIZE"
    case .offset: "OFFSET"
    }
  }
}

/// What the SIZE/OFF column shows of a file.
enum ShownSize {
  case size(UInt64)
  case offset(UInt64)
}

extension OpenFile {
  func shownSize(_ output: Output) -> ShownSize? {
    if output.sizeColumn != .offset && known.contains(.size) { return .size(size) }
    if output.sizeColumn != .size && known.contains(.offset) { return .offset(offset) }
    return nil
  }

  /// The device that a special file is, else the one that the file is on.
  var shownDevice: DeviceNumber? {
    if known.contains(.rawDevice) { return rawDevice }
    return known.contains(.device) ? device : nil
  }
}

extension DeviceNumber {
  /// The length of `major,minor`.
  var textWidth: Int { decimalWidth(UInt64(major)) + 1 + decimalWidth(UInt64(minor)) }
}
