import Misc
import Print
import Store

/// `--deleted`: removed files that still take up room, who holds them, and what that comes to on each file system.
struct DeletedFiles: Report {
  static func requiredFields(for request: Request) -> RequiredFields {
    [.name, .access, .status, .details, .unit, .container]
  }

  static func scanRequest(_ request: Request) -> Request {
    request.withAllSelections {
      $0.selectors.insert(.linkCount)
      $0.linkLimit = 1
    }
  }

  /// What removed files hold on a file system.
  private struct Holdings {
    let device: DeviceNumber
    var facts = FileSystemFacts()
    var files = 0
    /// Bytes, as far as they are known.
    var held: UInt64 = 0
  }

  private var files: [FileIdentity: RemovedFile] = [:]
  /// The largest first.
  private var sorted: [RemovedFile] = []
  private var fileSystems: [Holdings] = []
  private(set) var hiddenProcesses = 0
  private let request: Request
  private let selection: Selection

  init(_ request: Request) {
    self.request = request
    selection = Self.scanRequest(request).selection
  }

  mutating func add(_ batch: borrowing Batch) {
    for process in batch.processes {
      for index in process.files {
        let file = batch.files[index]
        if selection.lists(file.selected) && file.isRemoved { add(file, process, batch) }
      }
    }
  }

  private mutating func add(_ file: OpenFile, _ process: ProcessRecord, _ batch: borrowing Batch) {
    let identity = FileIdentity(device: file.device, inode: file.inode)
    let hold = RemovedFile.Hold(kind: file.descriptor, number: file.number, access: file.access)
    var removed = files[identity] ?? RemovedFile(identity, name: Bytes(batch.names[file.name]))
    if file.details >= 0, let inode = batch.openFileDetails[Int(file.details)].inode {
      removed.held = inode.blocks &* 512
    }
    if file.known.contains(.size) { removed.size = file.size }
    if removed.holders.last?.process.pid != process.pid {
      removed.holders.append(RemovedFile.Holder(process: ProcessNames(process, of: batch)))
    }
    removed.holders[removed.holders.count - 1].holds.append(hold)
    files[identity] = removed
  }

  mutating func complete(_ scan: ScanResult, _ dialect: any Dialect) {
    hiddenProcesses = dialect.countWithFiles(scan.deniedPIDs)
    var questions: [DeviceNumber: FileSystemQuestion] = [:]
    for file in files.values where questions[file.identity.device]?.holder == nil {
      let device = file.identity.device
      questions[device] = FileSystemQuestion(device: device, holder: file.descriptor)
    }
    let facts = dialect.fileSystems(Array(questions.values), request.blockingPolicy)
    sorted = files.values.map { file in
      var file = file
      file.kind = RemovedFile.Kind(file.name, on: facts[file.identity.device])
      return file
    }.sorted { ($0.held ?? 0, $1.identity.inode) > ($1.held ?? 0, $0.identity.inode) }
    var holdings: [DeviceNumber: Holdings] = [:]
    for file in sorted where !file.kind.isMemory {
      let device = file.identity.device
      var sum = holdings[device] ?? Holdings(device: device, facts: facts[device] ?? FileSystemFacts())
      sum.files += 1
      sum.held &+= file.held ?? 0
      holdings[device] = sum
    }
    fileSystems = holdings.values.sorted {
      ($0.held, $1.device.rawValue) > ($1.held, $0.device.rawValue)
    }
  }

  /// A file system without removed files is none that isn't found.
  var isFound: Bool { true }
  var pids: [Int32] { sorted.flatMap { $0.holders.map(\.process.pid) } }
}

// MARK: - Words

extension DeletedFiles {
  private static let sizeWidth = 8

  func append(to text: inout ReportText) {
    appendFiles(
      sorted.filter { !$0.kind.isMemory }, "Removed files that still take up room, largest first:", &text)
    for fileSystem in fileSystems { append(fileSystem, to: &text) }
    let memory = sorted.filter(\.kind.isMemory)
    if !fileSystems.isEmpty && !memory.isEmpty { text.endLine() }
    appendFiles(memory, "Memory that is shared by way of files without a name, which is on no disk:", &text)
    appendSums(of: memory, to: &text)
    if sorted.isEmpty {
      text.append(
        request.selection.files.isEmpty
          ? "No process holds a removed file." : "No process holds a removed file there.")
      text.endLine()
    } else if !fileSystems.isEmpty {
      text.endLine()
      text.append(
        "The room is free once every holder has closed the file or ended: restart the holder. Without that,\n"
      )
      text.append("what a regular file holds is given up by `: > /proc/PID/fd/N', and its contents are lost.")
      text.endLine()
    }
    text.append(hidden: hiddenProcesses, "hold more")
  }

  private func appendFiles(_ files: [RemovedFile], _ heading: StaticString, _ text: inout ReportText) {
    if files.isEmpty { return }
    text.append(heading, .bold)
    text.endLine()
    for file in files {
      text.append(size: file.held, width: Self.sizeWidth)
      text.append("  ")
      text.append(name: file.shownName, .bold)
      text.endLine()
      for holder in file.holders {
        text.append("          ")
        append(holder, to: &text)
        text.endLine()
      }
    }
  }

  private func append(_ holder: RemovedFile.Holder, to text: inout ReportText) {
    let process = holder.process
    text.append(process.pid)
    text.append(" ")
    text.append(name: process.command)
    text.append(": ")
    for (index, hold) in holder.distinctHolds.enumerated() {
      if index > 0 { text.append(", ") }
      text.append(name: hold.words)
    }
    if !process.shownUnit.isEmpty {
      text.append("; unit ")
      text.append(name: process.shownUnit)
    }
    if !process.container.isEmpty {
      text.append("; container ")
      text.append(name: process.container)
    }
  }

  private func append(_ fileSystem: Holdings, to text: inout ReportText) {
    let facts = fileSystem.facts
    text.append("On ")
    if facts.directory.isEmpty {
      text.append("device ")
      text.append(name: fileSystem.device.text)
    } else {
      text.append(name: facts.directory, .bold)
    }
    if let process = facts.process {
      text.append(" of process ")
      text.append(process)
    }
    if !facts.type.isEmpty {
      text.append(" (")
      text.append(name: facts.type)
      text.append(")")
    }
    text.append(": ")
    text.append(fileSystem.files, "file holds ", "files hold ")
    text.append(size: fileSystem.held, .bold)
    if let space = facts.space {
      text.append("; ")
      text.append(size: space.available)
      text.append(" of ")
      text.append(size: space.total)
      text.append(" available")
    } else {
      text.append("; free space not known")
    }
    text.endLine()
  }

  private func appendSums(of memory: [RemovedFile], to text: inout ReportText) {
    for kind in RemovedFile.Kind.allCases {
      let files = memory.filter { $0.kind == kind }
      if files.isEmpty { continue }
      text.append(kind.words)
      text.append(": ")
      text.append(size: files.reduce(0) { $0 &+ ($1.held ?? 0) }, .bold)
      text.append(" in ")
      text.append(files.count)
      text.endLine()
    }
  }
}

// MARK: - JSON

extension DeletedFiles {
  var groups: [ReportGroup] {
    var users = UserNames(namesUsers: request.output.namesUsers)
    return [
      ReportGroup("files", of: "file", sorted.map { $0.facts(&users) }),
      ReportGroup("file_systems", of: "file_system", fileSystems.map(facts)),
      ReportGroup("memory", of: "memory", memoryFacts),
    ]
  }

  private func facts(_ fileSystem: Holdings) -> [ReportFact] {
    let facts = fileSystem.facts
    return [
      .text("device", fileSystem.device.text), .text("directory", facts.directory),
      .number("seen_by", facts.process.map { UInt64(clamping: $0) }), .text("type", facts.type),
      .text("source", facts.source), .number("files", fileSystem.files), .number("held", fileSystem.held),
      .number("total", facts.space?.total), .number("free", facts.space?.free),
      .number("available", facts.space?.available),
    ].compactMap { $0 }
  }

  private var memoryFacts: [[ReportFact]] {
    RemovedFile.Kind.allCases.filter(\.isMemory).compactMap { kind in
      let files = sorted.filter { $0.kind == kind }
      if files.isEmpty { return nil }
      return [
        .word("kind", kind.word), .number("files", files.count),
        .number("held", files.reduce(UInt64(0)) { $0 &+ ($1.held ?? 0) }),
      ].compactMap { $0 }
    }
  }
}

extension OpenFile {
  /// No name leads to it any more, and it can hold blocks.
  fileprivate var isRemoved: Bool {
    if !known.isSuperset(of: [.device, .inode]) { return false }
    if descriptor == .deletedMemory { return true }
    guard type == .regular || type == .directory || type == .link else { return false }
    return known.contains(.linkCount) && linkCount == 0
  }
}
