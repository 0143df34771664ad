import Misc
import Store

/// Gives their locks to the rows of a scan of many processes: the table of locks says about which of them fdinfo has
/// to be asked.
struct LockMarker: ~Copyable {
  private let context: ScanContext
  private var lockReader: LockReader
  private var reader = FileReader()
  /// Of some files only the descriptors that `-d` asks for have rows.
  private let leavesOut: Bool

  init(_ context: ScanContext) {
    self.context = context
    lockReader = LockReader(context)
    let selection = context.request.selection
    leavesOut = !selection.isEverything && selection.selectors.contains(.descriptor)
  }

  mutating func mark(_ piece: inout ScanPiece) {
    if !piece.awaitsLocks { return }
    let table = context.locks.load()
    if table.isEmpty { return }
    var marked = 0..<0
    for (process, id) in zip(piece.batch.processes, piece.directoryIDs) where process.files != marked {
      mark(process, id, table, &piece.batch)
      marked = process.files
    }
  }

  private mutating func mark(
    _ process: ProcessRecord, _ directoryID: Int32, _ table: LockTable, _ batch: inout Batch
  ) {
    let pid = process.pid
    func tableLock(_ index: Int) -> Lock { table.lock(of: pid, on: batch.files[index].identity) }
    var directory = context.path(ofProcess: pid) + [UInt8(ascii: "/")]
    if directoryID != 0 { directory += Procfs.task(directoryID) + [UInt8(ascii: "/")] }
    var held = HeldLocks()
    var unasked: [Int] = []
    var needsAll = false
    for index in process.files where batch.files[index].mayShowLock {
      let file = batch.files[index]
      if file.descriptor == .number {
        let hasPlace = file.node != .fifo && file.modeBits != 0
        if !table.mayHaveLock(file.identity, hasPlace: hasPlace) { continue }
        if !ask(file, directory, pid, &held) {
          batch.files[index].lock = tableLock(index)
        } else if leavesOut && !file.sharesInode && table.mayHaveTaken(pid, file.identity) {
          needsAll = true
        }
      } else if table.mayHaveTaken(pid, file.identity) {
        unasked.append(index)
      }
    }
    // The descriptors that have these locks need not be listed.
    if needsAll || unasked.contains(where: { !held.isTaken(batch.files[$0].identity) }) {
      if let process = try? context.procfsDirectory.open(Path(directory)),
        let all = lockReader.locks(in: process, of: pid, with: &reader)
      {
        held = all
      } else {
        for index in unasked { batch.files[index].lock = tableLock(index) }
        unasked = []
      }
    }
    if !held.isEmpty {
      for index in process.files {
        let lock = held.lock(of: batch.files[index], of: pid) { table }
        if lock != .none { batch.files[index].lock = lock }
      }
    }
    // The mapping may be all that is left of the open file.
    for index in unasked where batch.files[index].lock == .none {
      let kind = batch.files[index].descriptor
      if kind == .memory || kind == .deletedMemory { batch.files[index].lock = tableLock(index) }
    }
  }

  /// Asks a descriptor about its locks; false where it doesn't tell.
  private mutating func ask(
    _ file: OpenFile, _ directory: Bytes, _ pid: Int32, _ held: inout HeldLocks
  ) -> Bool {
    let path = Path(directory + Bytes("fdinfo/") + Procfs.name(of: file.number))
    do throws(SystemError) {
      try reader.read(path, in: context.procfsDirectory.number, isOneRecord: true)
    } catch {
      return false
    }
    // It may have become another file's meanwhile.
    for lock in LockReader.locks(in: reader.contents)
    where lock.file.inode == file.inode || lock.file.device != file.device {
      held.add(lock, at: file.number, on: file.identity, of: pid)
    }
    return true
  }
}
