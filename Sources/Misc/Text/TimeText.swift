import Glibc
import Store

/// The local time in a format of strftime(3).
public enum TimeText {
  private static let longest = 64 * 1024

  /// The time in the user's format; nil where nothing comes of it, or more than 64 KB.
  public static func now(in format: Bytes) -> Bytes? { text(of: Int64(time(nil)), in: format) }

  /// The same of a time in seconds since the epoch.
  public static func text(of time: Int64, in format: Bytes) -> Bytes? {
    var time = time_t(time)
    var local = tm()
    if localtime_r(&time, &local) == nil { return nil }
    return Path(format).withPointer { format in
      var capacity = 256
      while true {
        // 0 means that the text was too long, or is empty.
        let text = Bytes(unsafeUninitializedCapacity: capacity) { bytes, count in
          count = bytes.withMemoryRebound(to: CChar.self) {
            $0.baseAddress.map { strftime($0, capacity, format, &local) } ?? 0
          }
        }
        if !text.isEmpty { return text }
        if capacity >= longest { return nil }
        capacity *= 4
      }
    }
  }
}
