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
    var scanner = NumberScanner(text)
    while !scanner.isAtEnd {
      let start = scanner.position
      scanner.skipField()
      let label = text.extracting(start..<scanner.position)
      scanner.skipBlanks()
      if label.equals("pos:") {
        position = scanner.number()
      } else if label.equals("flags:") {
        flags = scanner.number(radix: 8).map { UInt32(truncatingIfNeeded: $0) }
      } else if label.equals("eventfd-id:") {
        eventfdID = scanner.number()
      } else if label.equals("Pid:") {
        pid = scanner.number()
      } else if label.equals("tty-index:") {
        terminalIndex = scanner.number()
      } else if label.equals("tfd:"), let target = scanner.number() {
        targets.append(target)
      }
      scanner.skipLine()
    }
  }
}
