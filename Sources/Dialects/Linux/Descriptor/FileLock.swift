import Misc
import Store

/// A lock as the kernel writes it, in /proc/locks (proc_locks(5)) and in fdinfo (fs/locks.c, lock_get_status).
struct FileLock: Equatable {
  /// The process that took it. It is 0 where that isn't in the PID namespace of procfs, and -1 where the lock
  /// belongs to an open file description only.
  var taker: Int32
  /// The device is that of the superblock, which stat(2) may tell otherwise.
  var file: FileIdentity
  var lock: Lock

  /// Takes what a line such as `1: POSIX  ADVISORY  WRITE 3568 fd:00:2531452 0 EOF` says; nil where that is no
  /// lock: `->` after the number marks a waiter.
  @_lifetime(line: copy line)
  init?(_ line: inout TextCursor) {
    // The number, then the kind.
    _ = line.field()
    line.skipBlanks()
    if line.skip(UInt8(ascii: "-")) { return nil }
    for _ in 0..<2 { _ = line.field() }
    line.skipBlanks()
    guard let mode = line.next(), mode == UInt8(ascii: "R") || mode == UInt8(ascii: "W") else { return nil }
    line.skipField()
    line.skipBlanks()
    guard let taker = line.signedDecimal() else { return nil }
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
    self.taker = Int32(truncatingIfNeeded: taker)
    file = FileIdentity(device: device, inode: inode)
    lock =
      mode == UInt8(ascii: "W")
      ? (isWhole ? .writeFull : .writePartial) : (isWhole ? .readFull : .readPartial)
  }
}
