import CSystem
import Glibc
import Misc
import Store

/// Counts the descriptors of processes: by one call for each, where the kernel counts them.
struct DescriptorUseReader: Sendable {
  /// Since Linux 6.2 the directory of descriptors has their number for its size (fs/proc/fd.c, proc_fd_getattr), which
  /// anybody may ask.
  private let kernelCounts: Bool
  /// The kernel takes a PID for that of the same process as procfs does.
  private let sharesPIDs: Bool

  init(_ procfs: Procfs) {
    sharesPIDs = procfs.isLive && procfs.isOfReader
    let own = Path(procfs.path("self/fd")).withPointer { FileStatus.of($0) }
    kernelCounts = if case .success(let status) = own { status.size > 0 } else { false }
  }

  /// Nil where the number can't be had. `process` is the directory of the process in procfs.
  func use(
    of pid: Int32, in process: borrowing FileDescriptor, with reader: inout FileReader
  ) -> DescriptorUse? {
    // Before the descriptors are counted: that fails if the process has ended, and another has its PID.
    let limits = (sharesPIDs ? limits(of: pid) : nil) ?? readLimits(in: process, with: &reader)
    guard let open = kernelCounts ? size(of: process) : count(in: process) else { return nil }
    return DescriptorUse(open: open, softLimit: limits?.soft, hardLimit: limits?.hard)
  }

  /// By prlimit(2), which is one call and not three, but only for whom the process belongs to and for root.
  private func limits(of pid: Int32) -> (soft: UInt64?, hard: UInt64?)? {
    var (soft, hard): (UInt64, UInt64) = (0, 0)
    if csystem_descriptor_limits(pid, &soft, &hard) != 0 { return nil }
    func limit(_ number: UInt64) -> UInt64? { number == UInt64.max ? nil : number }
    return (limit(soft), limit(hard))
  }

  private func readLimits(
    in process: borrowing FileDescriptor, with reader: inout FileReader
  ) -> (soft: UInt64?, hard: UInt64?)? {
    if (try? reader.read(Path("limits"), in: process.number, isOneRecord: true)) == nil { return nil }
    return Self.limits(reader.contents)
  }

  private func size(of process: borrowing FileDescriptor) -> UInt64? {
    let number = process.number
    let status = Path("fd").withPointer { FileStatus.of($0, in: number) }
    return try? status.get().size
  }

  private func count(in process: borrowing FileDescriptor) -> UInt64? {
    guard let directory = try? process.open(Path("fd"), flags: O_DIRECTORY) else { return nil }
    var entries = NumberedEntries()
    var count: UInt64 = 0
    while entries.next(in: directory) != nil { count += 1 }
    return entries.failure == nil ? count : nil
  }

  /// Both limits of `Max open files` in proc_pid_limits(5); nil for `unlimited`.
  static func limits(_ text: Span<UInt8>) -> (soft: UInt64?, hard: UInt64?)? {
    var lines = TextCursor(text)
    while !lines.isAtEnd {
      if text.extracting(lines.field()).equals("Max"), text.extracting(lines.field()).equals("open"),
        text.extracting(lines.field()).equals("files")
      {
        lines.skipBlanks()
        let soft = lines.decimal()
        lines.skipField()
        lines.skipBlanks()
        return (soft, lines.decimal())
      }
      lines.skipLine()
    }
    return nil
  }
}
