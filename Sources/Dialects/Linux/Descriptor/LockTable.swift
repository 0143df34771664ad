import Misc
import Store

/// The locks of /proc/locks (proc_locks(5)), by the process that took them and the file.
struct LockTable: Sendable {
  /// The kinds of lock that a process was seen to have on a file, in the order of the table.
  private var locks: [Int32: [FileIdentity: [Lock]]] = [:]

  static let empty = LockTable(Bytes().span)

  var isEmpty: Bool { locks.isEmpty }

  /// Reads lines such as `1: POSIX  ADVISORY  WRITE 3568 fd:00:2531452 0 EOF`.
  init(_ text: Span<UInt8>) {
    var lines = TextCursor(text)
    while !lines.isAtEnd {
      if let (pid, file, lock) = Self.lock(&lines), !(locks[pid]?[file] ?? []).contains(lock) {
        locks[pid, default: [:]][file, default: []].append(lock)
      }
      lines.skipLine()
    }
  }

  /// Reads the table of the kernel, which then waits for all processors to be done with locks they have in hand:
  /// it takes many milliseconds, in which this thread only sleeps (fs/locks.c, locks_start).
  static func read(_ procfs: Procfs, _ diagnostics: Diagnostics) -> LockTable {
    var reader = FileReader()
    let path = procfs.path("locks")
    do throws(SystemError) {
      try reader.read(Path(path))
      return LockTable(reader.contents)
    } catch {
      diagnostics.warning {
        $0.append("locks are not shown, ")
        $0.append(path)
        $0.append(" can't be read: ")
        $0.append(error.text)
      }
      return .empty
    }
  }

  /// Notes the locks that the processes of a batch have on their files.
  func mark(_ batch: inout Batch) {
    if isEmpty { return }
    for process in batch.processes {
      // Few processes have locks.
      guard let locks = locks[process.pid] else { continue }
      for index in process.files {
        let file = batch.files[index]
        if !file.mayBeLocked || !file.known.isSuperset(of: [.device, .inode]) { continue }
        let identity = FileIdentity(device: file.device, inode: file.inode)
        batch.files[index].lock = locks[identity]?.last ?? .none
      }
    }
  }

  /// The lock to show: that of the last kind in the table.
  subscript(pid: Int32, file: FileIdentity) -> Lock {
    locks[pid]?[file]?.last ?? .none
  }

  @_lifetime(line: copy line)
  private static func lock(_ line: inout TextCursor) -> (Int32, FileIdentity, Lock)? {
    // The number, then the kind; `->` marks a waiter.
    _ = line.field()
    line.skipBlanks()
    if line.skip(UInt8(ascii: "-")) { return nil }
    for _ in 0..<2 { _ = line.field() }
    line.skipBlanks()
    guard let mode = line.next(), mode == UInt8(ascii: "R") || mode == UInt8(ascii: "W") else { return nil }
    line.skipField()
    line.skipBlanks()
    // Locks that belong to an open file description have the PID -1.
    guard let pid = line.signedDecimal() else { return nil }
    line.skipBlanks()
    guard let major = line.hexadecimal(), line.skip(UInt8(ascii: ":")),
      let minor = line.hexadecimal(), line.skip(UInt8(ascii: ":")), let inode = line.decimal()
    else { return nil }
    line.skipBlanks()
    guard let start = line.decimal() else { return nil }
    line.skipBlanks()
    let isWhole = start == 0 && line.skip(UInt8(ascii: "E"))
    let device = DeviceNumber(
      major: UInt32(truncatingIfNeeded: major), minor: UInt32(truncatingIfNeeded: minor))
    let lock: Lock =
      mode == UInt8(ascii: "W")
      ? (isWhole ? .writeFull : .writePartial) : (isWhole ? .readFull : .readPartial)
    return (Int32(truncatingIfNeeded: pid), FileIdentity(device: device, inode: inode), lock)
  }
}
