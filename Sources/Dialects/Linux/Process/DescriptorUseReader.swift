import CSystem
import Glibc
import Misc
import Store

/// Counts the descriptors of processes: by one call for each, where the kernel counts them.
struct DescriptorUseReader: Sendable {
  /// Since Linux 6.2 the directory of descriptors has their number for its size (fs/proc/fd.c, proc_fd_getattr), which
  /// anybody may ask.
  private let kernelCounts: Bool

  init(_ procfs: Procfs) {
    let own = Path(procfs.path("self/fd")).withPointer { FileStatus.of($0) }
    kernelCounts = if case .success(let status) = own { status.size > 0 } else { false }
  }

  /// Nil where the number can't be had.
  func use(of process: borrowing FileDescriptor, with reader: inout FileReader) -> DescriptorUse? {
    guard let open = kernelCounts ? size(of: process) : count(in: process) else { return nil }
    let limits =
      (try? reader.read(Path("limits"), in: process.number, isOneRecord: true)) == nil
      ? nil
      : Self.limits(reader.contents)
    return DescriptorUse(open: open, softLimit: limits?.soft, hardLimit: limits?.hard)
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
