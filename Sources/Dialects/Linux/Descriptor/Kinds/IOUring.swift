import Misc
import Store

/// An io_uring instance (io_uring(7)). Its fdinfo has `SqMask:\t0x3`, one less than the entries of the queue,
/// `SQEs:\t0`, what waits there, `SqThread:\t-1`, the thread that polls, and `UserFiles:\t0` and `UserBufs:\t0`, what
/// is registered (io_uring/fdinfo.c, where a ring in use may be passed over; the queues since Linux 5.18).
struct IOUring: AnonymousInodeKind {
  static let marks = [FileMark.anonymousInode("[io_uring]")]

  private var numbers: [(fact: Fact, number: UInt64)] = []

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if label.equals("SqMask:") {
      if let mask = Self.mask(value) { numbers.append((.ringSubmissionEntries, mask &+ 1)) }
    } else if label.equals("CqMask:") {
      if let mask = Self.mask(value) { numbers.append((.ringCompletionEntries, mask &+ 1)) }
    } else if let fact = Self.fact(label), let number = FdInfo.number(value) {
      numbers.append((fact, number))
    }
  }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    for (fact, number) in numbers { facts.add(fact, number) }
  }

  private static func fact(_ label: Span<UInt8>) -> Fact? {
    if label.equals("SQEs:") { return .ringSubmissions }
    if label.equals("CQEs:") { return .ringCompletions }
    if label.equals("SqThread:") { return .ringThread }
    if label.equals("SqThreadCpu:") { return .ringThreadCPU }
    if label.equals("UserFiles:") { return .ringFiles }
    if label.equals("UserBufs:") { return .ringBuffers }
    return nil
  }

  private static func mask(_ value: Span<UInt8>) -> UInt64? {
    var cursor = TextCursor(value)
    if !cursor.skip(UInt8(ascii: "0")) { return cursor.decimal() }
    return cursor.skip(UInt8(ascii: "x")) ? cursor.hexadecimal() : 0
  }
}
