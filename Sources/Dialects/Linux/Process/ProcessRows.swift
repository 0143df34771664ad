import Store

/// The rows of a process or task, by the ``ProcessParts`` that tasks can share.
struct ProcessRows {
  var directories: [OpenFile] = []
  var memory: [OpenFile] = []
  var descriptors: [OpenFile] = []
  /// The files of ``memory`` that have not been removed and are mapped so that what is written goes to them.
  var sharedForWriting: Set<FileIdentity> = []
  /// The locks of the descriptors that have been asked about them.
  var locks = HeldLocks()
  /// Whether these are those of all descriptors, and if not, why.
  var lockCoverage = LockCoverage.none

  /// How far the descriptors have been asked about their locks.
  enum LockCoverage: Int {
    /// They have not, or some don't tell.
    case none
    /// Those that `-d` asks for: others may be of the same files.
    case asked
    /// Those of all files that may be listed by their descriptors.
    case listed
    case all

    mutating func limit(to other: LockCoverage) {
      if other.rawValue < rawValue { self = other }
    }
  }

  /// Whether a row may show a lock that only descriptors tell which have not been asked, as far as it `isListed`.
  func lackLocks(_ isListed: (OpenFile) -> Bool) -> Bool {
    if lockCoverage == .none || lockCoverage == .all { return false }
    return directories.contains(where: isListed) || memory.contains(where: isListed)
      || lockCoverage == .asked && descriptors.contains { !$0.sharesInode && isListed($0) }
  }

  /// Gives each row its lock; all descriptors that matter have been asked.
  mutating func markLocks(of pid: Int32, _ table: () -> LockTable) {
    markMappings(of: pid, table)
    Self.mark(&directories, locks, pid, table)
    Self.mark(&memory, locks, pid, table)
    Self.mark(&descriptors, locks, pid, table)
  }

  /// An open file that only its mapping is left of can have locks still, which fdinfo can't tell. It is likely to have
  /// some only where processes write to it together.
  private mutating func markMappings(of pid: Int32, _ table: () -> LockTable) {
    if sharedForWriting.isEmpty { return }
    let open = descriptors.lazy.filter(\.mayShowLock).map(\.identity)
    let alone = sharedForWriting.subtracting(open)
    for index in memory.indices where memory[index].mayShowLock {
      let file = memory[index].identity
      if !alone.contains(file) || locks.isTaken(file) { continue }
      memory[index].lock = table().lock(of: pid, on: file)
      memory[index].mayBeLocked = false
    }
  }

  private static func mark(
    _ rows: inout [OpenFile], _ locks: HeldLocks, _ pid: Int32, _ table: () -> LockTable
  ) {
    for index in rows.indices where rows[index].mayBeLocked {
      rows[index].lock = locks.lock(of: rows[index], of: pid, table)
      rows[index].mayBeLocked = false
    }
  }
}
