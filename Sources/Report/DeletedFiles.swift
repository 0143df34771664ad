import Misc
import Print
import Store

/// `--deleted`: removed files that still take up room, who holds them, and what that comes to on each file system.
struct DeletedFiles: Report {
  static func requiredFields(for request: Request) -> RequiredFields {
    [.name, .access, .status, .removedDetails, .unit, .container]
  }

  static func scanRequest(_ request: Request) -> Request {
    request.withAllSelections {
      $0.selectors.insert(.linkCount)
      $0.linkLimit = 1
    }
  }

  private var removed = RemovedFiles()
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
        if selection.lists(file.selected) { removed.add(file, of: process, in: batch) }
      }
    }
  }

  mutating func complete(_ scan: ScanResult, _ dialect: any Dialect) {
    hiddenProcesses = dialect.countWithFiles(scan.deniedPIDs)
    removed.complete(dialect.fileSystems(removed.questions(wantsSpace: true), request.blockingPolicy))
  }

  /// A file system without removed files is none that isn't found.
  var isFound: Bool { true }
  var pids: [Int32] { removed.sorted.flatMap { $0.holders.map(\.process.pid) } }
}

// MARK: - Words

extension DeletedFiles {
  private static let sizeWidth = 8

  func append(to text: inout ReportText) {
    appendFiles(
      removed.sorted.filter { !$0.kind.isMemory }, "Removed files that still take up room, largest first:",
      &text)
    let fileSystems = removed.fileSystems
    for fileSystem in fileSystems { append(fileSystem, to: &text) }
    let memory = removed.sorted.filter(\.kind.isMemory)
    if !fileSystems.isEmpty && !memory.isEmpty { text.endLine() }
    appendFiles(memory, "Memory that is shared by way of files without a name, which is on no disk:", &text)
    appendMemory(to: &text)
    if removed.sorted.isEmpty {
      text.append(
        request.selection.selectsProcesses
          ? "No process that was selected holds a removed file" : "No process holds a removed file")
      text.append(request.selection.files.isEmpty ? "." : " there.")
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
    text.append(workloadOf: process)
  }

  private func append(_ fileSystem: RemovedFiles.Holdings, to text: inout ReportText) {
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
    text.append(fileSystem.room.files, "file holds ", "files hold ")
    append(fileSystem.room, to: &text)
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

  private func append(_ room: RemovedFiles.Room, to text: inout ReportText) {
    if room.isUnknown { return text.append("?") }
    if room.isLeast { text.append("at least ") }
    text.append(size: room.held, .bold)
  }

  private func appendMemory(to text: inout ReportText) {
    for memory in removed.memory where memory.room.files > 0 {
      text.append(memory.kind.words)
      text.append(": ")
      append(memory.room, to: &text)
      text.append(" in ")
      text.append(memory.room.files)
      text.endLine()
    }
  }
}

// MARK: - JSON

extension DeletedFiles {
  var groups: [ReportGroup] {
    var users = UserNames(namesUsers: request.output.namesUsers)
    return [
      ReportGroup("files", of: "file", removed.sorted.map { $0.facts(&users) }),
      ReportGroup("file_systems", of: "file_system", removed.fileSystems.map(facts)),
      ReportGroup("memory", of: "memory", memoryFacts),
    ]
  }

  private func facts(_ fileSystem: RemovedFiles.Holdings) -> [ReportFact] {
    let facts = fileSystem.facts
    return [
      .text("device", fileSystem.device.text), .text("directory", facts.directory),
      .number("seen_by", facts.process.map { UInt64(clamping: $0) }), .text("type", facts.type),
      .text("source", facts.source), .number("files", fileSystem.room.files),
      .number("held", fileSystem.room.isUnknown ? nil : fileSystem.room.held),
      .number("total", facts.space?.total), .number("free", facts.space?.free),
      .number("available", facts.space?.available),
    ].compactMap { $0 }
  }

  private var memoryFacts: [[ReportFact]] {
    removed.memory.filter { $0.room.files > 0 }.map { memory in
      [
        .word("kind", memory.kind.word), .number("files", memory.room.files),
        .number("held", memory.room.isUnknown ? nil : memory.room.held),
      ].compactMap { $0 }
    }
  }
}
