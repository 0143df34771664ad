import Misc

/// What /proc/PID/fdinfo/FD says (proc_pid_fdinfo(5)): a label, blanks and a value on each line.
struct FdInfo {
  /// Bytes.
  private(set) var position: UInt64?
  /// O_* bits; written in octal.
  private(set) var flags: UInt32?

  /// Reads the position and the flags, which come first. A `kind` that needs fdinfo takes the other lines.
  init(_ text: Span<UInt8>, _ kind: inout (any FileKind)?) {
    let isForKind = kind.map { type(of: $0).readsFdInfo } ?? false
    var cursor = TextCursor(text)
    while !cursor.isAtEnd && (isForKind || position == nil || flags == nil) {
      let start = cursor.position
      cursor.skipField()
      let label = text.extracting(start..<cursor.position)
      cursor.skipBlanks()
      if label.equals("pos:") {
        position = cursor.decimal()
      } else if label.equals("flags:") {
        flags = cursor.octal().map { UInt32(truncatingIfNeeded: $0) }
      } else if isForKind {
        let start = cursor.position
        cursor.skipToLineEnd()
        kind?.take(label, text.extracting(start..<cursor.position))
      }
      cursor.skipLine()
    }
  }

  /// The decimal number that a value begins with.
  static func number(_ value: Span<UInt8>) -> UInt64? {
    var cursor = TextCursor(value)
    return cursor.decimal()
  }
}
