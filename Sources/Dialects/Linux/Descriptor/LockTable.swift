import Misc
import Store

/// The locks of /proc/locks (proc_locks(5)), by the process that took them and the file.
struct LockTable: Sendable {
  private struct Key: Hashable {
    var pid: Int32
    var file: FileIdentity
  }

  /// The kinds of lock seen on a file, in the order of the table.
  private var locks: [Key: [Lock]] = [:]

  static let empty = LockTable(Bytes().span)

  var isEmpty: Bool { locks.isEmpty }

  /// Reads lines such as `1: POSIX  ADVISORY  WRITE 3568 fd:00:2531452 0 EOF`.
  init(_ text: Span<UInt8>) {
    var scanner = NumberScanner(text)
    while !scanner.isAtEnd {
      if let (key, lock) = Self.lock(text, &scanner), !(locks[key] ?? []).contains(lock) {
        locks[key, default: []].append(lock)
      }
      scanner.skipLine()
    }
  }

  /// Reads the table of the kernel, which then waits for all processors to be done with locks they have in hand:
  /// it takes many milliseconds, in which this thread only sleeps (fs/locks.c, locks_start).
  static func read(_ diagnostics: Diagnostics) -> LockTable {
    var reader = FileReader()
    if Path("/proc/locks").withPointer({ reader.read($0) }) { return LockTable(reader.contents) }
    let error = SystemError.current
    diagnostics.warning {
      $0.append("locks are not shown, /proc/locks can't be read: ")
      $0.append(error.text)
    }
    return .empty
  }

  /// Notes the locks that the processes of a batch have on their files.
  func mark(_ batch: inout Batch) {
    if isEmpty { return }
    for process in batch.processes {
      for index in process.files {
        let file = batch.files[index]
        if !file.mayBeLocked || !file.known.isSuperset(of: [.device, .inode]) { continue }
        let identity = FileIdentity(device: file.device, inode: file.inode)
        batch.files[index].lock = self[process.pid, identity]
      }
    }
  }

  /// The lock to show: that of the last kind in the table.
  subscript(pid: Int32, file: FileIdentity) -> Lock {
    locks[Key(pid: pid, file: file)]?.last ?? .none
  }

  @_lifetime(scanner: copy scanner)
  private static func lock(_ text: Span<UInt8>, _ scanner: inout NumberScanner) -> (Key, Lock)? {
    // The number, then the kind; `->` marks a waiter.
    scanner.skipField()
    scanner.skipBlanks()
    if scanner.skip(0x2d) { return nil }
    scanner.skipField()
    scanner.skipBlanks()
    scanner.skipField()
    scanner.skipBlanks()
    guard let mode = scanner.next(), mode == 0x52 || mode == 0x57 else { return nil }
    scanner.skipField()
    // Locks that belong to an open file description have the PID -1.
    guard let pid = scanner.signedField() else { return nil }
    scanner.skipBlanks()
    guard let major = scanner.number(radix: 16), scanner.skip(0x3a),
      let minor = scanner.number(radix: 16), scanner.skip(0x3a), let inode = scanner.number()
    else { return nil }
    scanner.skipBlanks()
    guard let start = scanner.number() else { return nil }
    scanner.skipBlanks()
    let isWhole = start == 0 && scanner.skip(0x45)
    let device = DeviceNumber(
      major: UInt32(truncatingIfNeeded: major), minor: UInt32(truncatingIfNeeded: minor))
    let key = Key(
      pid: Int32(truncatingIfNeeded: pid), file: FileIdentity(device: device, inode: inode))
    let lock: Lock =
      mode == 0x57
      ? (isWhole ? .writeFull : .writePartial) : (isWhole ? .readFull : .readPartial)
    return (key, lock)
  }
}
