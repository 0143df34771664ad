import Misc
import Store

/// The removed files that processes hold, each once, and what they come to.
struct RemovedFiles {
  /// What some of them take up.
  struct Room {
    private(set) var files = 0
    /// Bytes, as far as they are known.
    private(set) var held: UInt64 = 0
    private var knownFiles = 0

    /// None of the files tells what it takes up.
    var isUnknown: Bool { knownFiles == 0 }
    /// Some of the files don't tell.
    var isLeast: Bool { knownFiles < files }

    mutating func add(_ file: RemovedFile) {
      files += 1
      guard let held = file.held else { return }
      self.held &+= held
      knownFiles += 1
    }
  }

  /// What removed files hold on a file system.
  struct Holdings {
    let device: DeviceNumber
    var facts = FileSystemFacts()
    var room = Room()
  }

  /// What memory of a kind that looks like removed files holds.
  struct Memory {
    let kind: RemovedFile.Kind
    var room = Room()
  }

  private var files: [FileIdentity: RemovedFile] = [:]
  /// The largest first, once all is known.
  private(set) var sorted: [RemovedFile] = []
  /// Those that hold most come first.
  private(set) var fileSystems: [Holdings] = []
  /// One for each kind.
  private(set) var memory: [Memory] = []

  /// Takes a row of a process, if it is of such a file.
  mutating func add(_ file: OpenFile, of process: ProcessRecord, in batch: borrowing Batch) {
    if !file.isRemoved { return }
    let identity = FileIdentity(device: file.device, inode: file.inode)
    if files[identity] == nil { files[identity] = RemovedFile(identity, name: Bytes(batch.names[file.name])) }
    // In place: a copy for each of very many descriptors would take its square in time.
    files[identity]?.add(file, of: process, in: batch)
  }

  /// The file systems that they are on, each with a descriptor that leads there if there is one.
  func questions(wantsSpace: Bool) -> [FileSystemQuestion] {
    var questions: [DeviceNumber: FileSystemQuestion] = [:]
    for file in files.values where questions[file.identity.device]?.holder == nil {
      let device = file.identity.device
      questions[device] = FileSystemQuestion(
        device: device, holder: file.descriptor, wantsSpace: wantsSpace)
    }
    return Array(questions.values)
  }

  /// Sorts and adds up, once all have been added.
  mutating func complete(_ facts: [DeviceNumber: FileSystemFacts]) {
    sorted = files.values.map { file in
      var file = file
      file.kind = RemovedFile.Kind(file.name, on: facts[file.identity.device])
      return file
    }.sorted { ($0.held ?? 0, $1.identity.inode) > ($1.held ?? 0, $0.identity.inode) }
    var holdings: [DeviceNumber: Holdings] = [:]
    memory = RemovedFile.Kind.allCases.filter(\.isMemory).map { Memory(kind: $0) }
    for file in sorted {
      if let kind = memory.firstIndex(where: { $0.kind == file.kind }) {
        memory[kind].room.add(file)
      } else {
        let device = file.identity.device
        holdings[device, default: Holdings(device: device, facts: facts[device] ?? FileSystemFacts())]
          .room.add(file)
      }
    }
    fileSystems = holdings.values.sorted {
      ($0.room.held, $1.device.rawValue) > ($1.room.held, $0.device.rawValue)
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
