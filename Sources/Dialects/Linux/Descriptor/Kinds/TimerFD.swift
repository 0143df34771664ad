import Misc
import Store

/// A timerfd (timerfd_create(2)). Its fdinfo has `clockid: 1`, and `it_value: (1, 500)` and `it_interval: (0, 0)` in
/// seconds and nanoseconds: what is left of the time, and how long it is each time after that (fs/timerfd.c,
/// timerfd_show).
struct TimerFD: AnonymousInodeKind {
  static let marks = [FileMark.anonymousInode("[timerfd]")]

  private var clock: UInt64?
  /// Nanoseconds.
  private var remaining: UInt64?
  private var interval: UInt64?

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if label.equals("clockid:") {
      clock = FdInfo.number(value)
    } else if label.equals("it_value:") {
      remaining = Self.nanoseconds(value)
    } else if label.equals("it_interval:") {
      interval = Self.nanoseconds(value)
    }
  }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    if let clock { facts.add(.timerClock, Bytes(Self.name(ofClock: clock))) }
    facts.add(.timerRemaining, nanoseconds: remaining)
    facts.add(.timerInterval, nanoseconds: interval)
  }

  /// CLOCK_* of include/uapi/linux/time.h.
  private static func name(ofClock number: UInt64) -> StaticString {
    switch number {
    case 0: "realtime"
    case 1: "monotonic"
    case 7: "boottime"
    case 8: "realtime-alarm"
    case 9: "boottime-alarm"
    default: "unknown"
    }
  }

  /// Reads `(seconds, nanoseconds)`; nil where that is more than 64 bits of nanoseconds hold.
  private static func nanoseconds(_ value: Span<UInt8>) -> UInt64? {
    var cursor = TextCursor(value)
    guard cursor.skip(UInt8(ascii: "(")), let seconds = cursor.decimal(), cursor.skip(UInt8(ascii: ","))
    else { return nil }
    cursor.skipBlanks()
    guard let rest = cursor.decimal() else { return nil }
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = product.addingReportingOverflow(rest)
    return overflow || carry ? nil : sum
  }
}
