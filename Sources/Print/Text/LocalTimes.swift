import Misc
import Store

/// Times as the columns show them: `2026-01-31 08:30:00`, in local time. Most rows have one that another had, and to
/// write it anew costs more than the rest of the row.
struct LocalTimes: Sendable {
  /// A listing that is repeated for days may meet any number.
  private static let mostKept = 16 * 1024
  private var texts: [Int64: Bytes] = [:]

  /// The text of a time in seconds since the epoch.
  mutating func text(of time: Int64) -> Bytes {
    if let text = texts[time] { return text }
    let text = TimeText.text(of: time, in: Bytes("%F %T")) ?? []
    if texts.count == Self.mostKept { texts = [:] }
    texts[time] = text
    return text
  }
}
