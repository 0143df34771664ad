import Store

/// The columns of a process that only `--columns` shows.
enum ProcessDetailColumns {
  static let startTime = Column(
    "STARTTIME", .left, as: .time, about: "when the process started", needs: .startTime
  ) { ($0.processDetails?.startTime).map { .time($0) } ?? .absent }

  static let commandLine = Column(
    "CMDLINE", .left, about: "arguments of the process", needs: .commandLine
  ) { $0.processDetails.map { .text($0.commandLine) } ?? .absent }

  static let executable = Column("EXE", .left, about: "path of the program", needs: .executable) {
    $0.processDetails.map { .text($0.executable) } ?? .absent
  }

  static let controlGroup = Column("CGROUP", .left, about: "path of the control group", needs: .controlGroup)
  {
    $0.processDetails.map { .text($0.controlGroup) } ?? .absent
  }

  static let isKernelThread = Column(
    "KTHREAD", as: .boolean, about: "the process is a thread of the kernel"
  ) { .flag($0.process.isKernelThread) }

  static let all = [startTime, commandLine, executable, controlGroup, isKernelThread]
}

/// The columns of an inode that only `--columns` shows.
enum FileDetailColumns {
  static let blocks = Column(
    "BLOCKS", as: .blocks, about: "what the file takes up", needs: [.status, .details]
  ) { $0.fileDetails.map { .number($0.blocks) } ?? .absent }

  static let permissions = Column(
    "PERM", .left, about: "type and permissions of the file, as ls has them", needs: [.status, .details]
  ) { $0.fileDetails.map { .mode($0.mode) } ?? .absent }

  static let owner = Column("OWNER", about: "owner of the file", needs: [.status, .details]) {
    $0.fileDetails.map { .user($0.owner) } ?? .absent
  }

  static let ownerID = Column(
    "FUID", as: .number, about: "UID of the file's owner", needs: [.status, .details]
  ) {
    $0.fileDetails.map { .uid($0.owner) } ?? .absent
  }

  static let modified = Column(
    "MTIME", .left, as: .time, about: "when the file's contents changed", needs: [.status, .details]
  ) { $0.fileDetails.map { .time($0.modified) } ?? .absent }

  static let all = [blocks, permissions, owner, ownerID, modified]
}
