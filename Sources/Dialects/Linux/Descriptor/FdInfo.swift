import Misc
import Store

/// What /proc/PID/fdinfo/FD says (proc_pid_fdinfo(5)): a label, blanks and a value on each line.
struct FdInfo {
  /// Bytes.
  private(set) var position: UInt64?
  /// O_* bits; written in octal.
  private(set) var flags: UInt32?
  /// The ID of the mount that the file is on (fs/proc/fd.c, seq_show).
  private(set) var mountID: UInt64?
  /// The locks that the process has by this descriptor, and those of the open file description (fs/locks.c,
  /// show_fd_locks).
  private(set) var locks: [FileLock] = []

  /// Reads the position and the flags, which come first, with `readsMount` the mount, which is next, and with
  /// `readsLocks` the locks, which come after the inode. A `kind` that needs fdinfo takes the other lines.
  init(
    _ text: Span<UInt8>, _ kind: inout (any FileKind)?, readsMount: Bool = false, readsLocks: Bool = false
  ) {
    let isForKind = kind.map { type(of: $0).readsFdInfo } ?? false
    var mayHaveLocks = readsLocks
    var cursor = TextCursor(text)
    var mayHaveMount = readsMount
    while !cursor.isAtEnd && (isForKind || mayHaveMount || mayHaveLocks || position == nil || flags == nil) {
      let start = cursor.position
      cursor.skipField()
      let label = text.extracting(start..<cursor.position)
      cursor.skipBlanks()
      if label.equals("pos:") {
        position = cursor.decimal()
      } else if label.equals("flags:") {
        flags = cursor.octal().map { UInt32(truncatingIfNeeded: $0) }
      } else if mayHaveMount && label.equals("mnt_id:") {
        mountID = cursor.decimal()
        mayHaveMount = false
      } else if label.equals("lock:") {
        if mayHaveLocks, let lock = FileLock(&cursor) { locks.append(lock) }
      } else if isForKind {
        let start = cursor.position
        cursor.skipToLineEnd()
        kind?.take(label, text.extracting(start..<cursor.position))
      } else if !label.equals("mnt_id:") && !label.equals("ino:") {
        mayHaveLocks = false
      }
      cursor.skipLine()
    }
  }

  /// The decimal number that a value begins with.
  static func number(_ value: Span<UInt8>) -> UInt64? {
    var cursor = TextCursor(value)
    return cursor.decimal()
  }

  /// The hexadecimal number that a value begins with.
  static func hexadecimal(_ value: Span<UInt8>) -> UInt64? {
    var cursor = TextCursor(value)
    return cursor.hexadecimal()
  }
}

extension TextCursor {
  /// Takes a word of a line of fdinfo such as `ino:1f`, and the blanks after it: the hexadecimal number behind `label`,
  /// and behind blanks of its own. What is there stays where it has another label.
  @_lifetime(self: copy self)
  mutating func value(of label: StaticString) -> UInt64? {
    let length = label.utf8CodeUnitCount
    if bytes.count - position < length || !bytes.extracting(position..<position + length).equals(label) {
      return nil
    }
    skip(to: position + length)
    skipBlanks()
    let number = hexadecimal()
    skipBlanks()
    return number
  }
}
