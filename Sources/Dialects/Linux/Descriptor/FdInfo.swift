import Misc
import Store

/// What /proc/PID/fdinfo/FD says (proc_pid_fdinfo(5)).
struct FdInfo {
  /// Bytes.
  var position: UInt64?
  /// O_* bits; written in octal.
  var flags: UInt32?
  var eventfdID: UInt64?
  /// The process of a pidfd; nil once it has been reaped.
  var pid: UInt64?
  var terminalIndex: UInt64?
  /// The descriptors that an epoll instance watches.
  var targets: [UInt64] = []

  init(_ text: Span<UInt8>) {
    var lines = TextCursor(text)
    while !lines.isAtEnd {
      let label = text.extracting(lines.field())
      lines.skipBlanks()
      if label.equals("pos:") {
        position = lines.decimal()
      } else if label.equals("flags:") {
        flags = lines.octal().map { UInt32(truncatingIfNeeded: $0) }
      } else if label.equals("eventfd-id:") {
        eventfdID = lines.decimal()
      } else if label.equals("Pid:") {
        pid = lines.decimal()
      } else if label.equals("tty-index:") {
        terminalIndex = lines.decimal()
      } else if label.equals("tfd:"), let target = lines.decimal() {
        targets.append(target)
      }
      lines.skipLine()
    }
  }
}
