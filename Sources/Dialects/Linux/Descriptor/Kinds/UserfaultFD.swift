import Misc
import Store

/// A userfaultfd (userfaultfd(2)). Its fdinfo has `pending:\t0`, the faults that nobody has read, and `total:\t0`, all
/// that are not resolved (fs/userfaultfd.c, userfaultfd_show_fdinfo).
struct UserfaultFD: AnonymousInodeKind {
  static let marks = [FileMark.anonymousInode("[userfaultfd]")]

  private var pending: UInt64?
  private var total: UInt64?

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if label.equals("pending:") {
      pending = FdInfo.number(value)
    } else if label.equals("total:") {
      total = FdInfo.number(value)
    }
  }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    facts.add(.faultsPending, pending)
    facts.add(.faultsTotal, total)
  }
}
