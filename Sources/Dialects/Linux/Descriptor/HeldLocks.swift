import Store

/// The locks that a process holds, as fdinfo tells them of its descriptors, and on which rows they show.
///
/// A lock that the process took shows at each of its rows for that file, as in the reference. One that it shares, or
/// that belongs to the open file description alone, shows at the descriptors that have it.
struct HeldLocks {
  private var byFile: [FileIdentity: [FileLock]] = [:]
  private var byDescriptor: [Int32: [FileLock]] = [:]

  var isEmpty: Bool { byDescriptor.isEmpty }

  /// Adds a lock that fdinfo tells of a descriptor of the process. `file` is what stat(2) says of it.
  mutating func add(_ lock: FileLock, at number: Int32, on file: FileIdentity, of pid: Int32) {
    byDescriptor[number, default: []].append(lock)
    if lock.taker == pid { byFile[file, default: []].append(lock) }
  }

  /// Whether the process holds a lock on a file that it took itself.
  func isTaken(_ file: FileIdentity) -> Bool { byFile[file] != nil }

  /// The lock to show on a row of the process. Where it took several kinds of lock on the file, it is the last of
  /// them in `table`.
  func lock(of file: OpenFile, of pid: Int32, _ table: () -> LockTable) -> Lock {
    if !file.mayShowLock || isEmpty { return .none }
    if !file.sharesInode, let taken = byFile[file.identity] {
      if taken.allSatisfy({ $0.lock == taken[0].lock }) { return taken[0].lock }
      let kinds = taken.map(\.lock)
      return table().locks(of: pid, on: taken[0].file).last { kinds.contains($0) } ?? kinds[kinds.count - 1]
    }
    if file.descriptor != .number { return .none }
    return byDescriptor[file.number]?.map(\.lock).max { $0.rawValue < $1.rawValue } ?? .none
  }
}

extension OpenFile {
  /// A lock on its inode may show on this row, and the inode is known.
  var mayShowLock: Bool { mayBeLocked && known.isSuperset(of: [.device, .inode]) }

  /// Its inode is that of other files too: those without a format have one in common.
  var sharesInode: Bool { descriptor == .number && modeBits == 0 }

  /// Only where both numbers are known.
  var identity: FileIdentity { FileIdentity(device: device, inode: inode) }
}
