import Glibc
import Store

/// Times as people write them, in the zone of the environment.
public enum LocalTime {
  /// The seconds since the epoch of `YYYY-MM-DD`, at midnight, `YYYY-MM-DD HH:MM[:SS]` (also with a `T`), or of
  /// `HH:MM[:SS]` today; nil where the text is no time.
  public static func seconds(_ text: Bytes) -> Int64? {
    var cursor = TextCursor(text.span)
    var now = time(nil)
    var local = tm()
    if localtime_r(&now, &local) == nil { return nil }
    (local.tm_hour, local.tm_min, local.tm_sec) = (0, 0, 0)
    var needsClock = true
    if text.count >= 10, text[4] == UInt8(ascii: "-") {
      guard let year = number(&cursor, 4, 1...9999), cursor.skip(UInt8(ascii: "-")),
        let month = number(&cursor, 2, 1...12), cursor.skip(UInt8(ascii: "-")),
        let day = number(&cursor, 2, 1...31)
      else { return nil }
      (local.tm_year, local.tm_mon, local.tm_mday) = (year - 1900, month - 1, day)
      needsClock = cursor.skip(UInt8(ascii: " ")) || cursor.skip(UInt8(ascii: "T"))
    }
    if needsClock {
      guard let hour = number(&cursor, 2, 0...23), cursor.skip(UInt8(ascii: ":")),
        let minute = number(&cursor, 2, 0...59)
      else { return nil }
      (local.tm_hour, local.tm_min) = (hour, minute)
      if cursor.skip(UInt8(ascii: ":")) {
        guard let second = number(&cursor, 2, 0...60) else { return nil }
        local.tm_sec = second
      }
    }
    if !cursor.isAtEnd { return nil }
    local.tm_isdst = -1
    return Int64(mktime(&local))
  }

  /// As many digits.
  @_lifetime(cursor: copy cursor)
  private static func number(_ cursor: inout TextCursor, _ digits: Int, _ range: ClosedRange<Int32>) -> Int32?
  {
    var number: Int32 = 0
    for _ in 0..<digits {
      guard let byte = cursor.next(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
        return nil
      }
      number = number * 10 + Int32(byte - UInt8(ascii: "0"))
    }
    return range.contains(number) ? number : nil
  }
}
