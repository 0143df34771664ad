import Misc
import Store

/// An io_uring instance (io_uring(7)). Its fdinfo has `SqMask:\t0x3`, one less than the entries of the queue,
/// `SqHead:\t7` and `SqTail:\t9`, how many have left it and come, `SQEs:\t0`, what waits there, `SqThread:\t-1`, the
/// thread that polls, `UserFiles:\t0` and `UserBufs:\t0`, what is registered, and since 6.10 `NAPI:\tdisabled`
/// (io_uring/fdinfo.c, where a ring in use may be passed over; the queues since Linux 5.18).
struct IOUring: AnonymousInodeKind {
  static let marks = [FileMark.anonymousInode("[io_uring]")]

  private var numbers: [(fact: Fact, number: UInt64)] = []
  private var polling: Bytes?

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if label.equals("SqMask:") {
      if let mask = Self.mask(value) {
        numbers += [(.ringSubmissionEntries, mask &+ 1), (.ringSubmissionMask, mask)]
      }
    } else if label.equals("CqMask:") {
      if let mask = Self.mask(value) {
        numbers += [(.ringCompletionEntries, mask &+ 1), (.ringCompletionMask, mask)]
      }
    } else if label.equals("NAPI:") {
      polling = Bytes(value)
    } else if let fact = Self.fact(label), let number = FdInfo.number(value) {
      numbers.append((fact, number))
    }
  }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    for (fact, number) in numbers { facts.add(fact, number) }
    facts.add(.ringPolling, polling)
  }

  private static func fact(_ label: Span<UInt8>) -> Fact? {
    if label.equals("SqHead:") { return .ringSubmissionHead }
    if label.equals("SqTail:") { return .ringSubmissionTail }
    if label.equals("CqHead:") { return .ringCompletionHead }
    if label.equals("CqTail:") { return .ringCompletionTail }
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
