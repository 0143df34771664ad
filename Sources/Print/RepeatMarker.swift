import Glibc
import Misc
import Store

/// What stands between the cycles of repeat mode.
enum RepeatMarker {
  private static let longest = 64 * 1024

  /// Appends the marker's text: the time in the user's format, `=======` in columns, or nothing.
  static func append(_ format: Bytes?, form: Output.Form, to buffer: inout ByteBuffer) {
    if let format {
      buffer.append(time(format))
    } else if form != .fields {
      buffer.append("=======")
    }
  }

  /// The local time in a format of strftime(3).
  private static func time(_ format: Bytes) -> Bytes {
    var now = Glibc.time(nil)
    var local = tm()
    localtime_r(&now, &local)
    return Path(format).withPointer { format in
      var capacity = 256
      while true {
        // 0 means that the text was too long, or is empty.
        let text = Bytes(unsafeUninitializedCapacity: capacity) { bytes, count in
          count = bytes.withMemoryRebound(to: CChar.self) {
            $0.baseAddress.map { strftime($0, capacity, format, &local) } ?? 0
          }
        }
        if !text.isEmpty || capacity >= longest { return text }
        capacity *= 4
      }
    }
  }
}
