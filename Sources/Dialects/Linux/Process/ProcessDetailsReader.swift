import CSystem
import Glibc
import Misc
import Store

/// Reads what only columns that are asked for show of a process: a call or a file of procfs for each.
final class ProcessDetailsReader: Sendable {
  private let requiredFields: RequiredFields
  /// When the machine started, in seconds since the epoch; nil where that isn't asked for or known.
  private let bootTime: Int64?
  private let descriptorUse: DescriptorUseReader?
  /// Units of a process's start a second (sysconf(3)).
  private let ticks = Int64(max(1, sysconf(Int32(_SC_CLK_TCK))))

  /// Nil where nothing of it is asked for.
  init?(_ requiredFields: RequiredFields, _ procfs: Procfs) {
    if requiredFields.isDisjoint(with: .ofProcessDetails) { return nil }
    self.requiredFields = requiredFields
    descriptorUse = requiredFields.contains(.descriptorUse) ? DescriptorUseReader(procfs) : nil
    bootTime = requiredFields.contains(.startTime) ? Self.bootTime(procfs) : nil
  }

  /// What is asked for of a process, whose directory in procfs is `process`. The control group is that of `workload`,
  /// where there is one.
  func details(
    of pid: Int32, in process: borrowing FileDescriptor, _ stat: ProcessStat, _ workload: Workload?,
    in names: inout ByteArena,
    with reader: inout FileReader
  ) -> ProcessDetails {
    var details = ProcessDetails()
    if let bootTime { details.startTime = bootTime + Int64(clamping: stat.startTime) / ticks }
    if requiredFields.contains(.commandLine),
      (try? reader.read(Path("cmdline"), in: process.number)) != nil
    {
      details.commandLine = names.append(Self.arguments(reader.contents))
    }
    if requiredFields.contains(.executable) {
      var link = LinkReader()
      if Path("exe").withPointer({ (try? link.read($0, in: process)) != nil }) {
        details.executable = names.append(link.contents)
      }
    }
    if let workload {
      details.controlGroup = names.append(workload.controlGroup)
    } else if requiredFields.contains(.controlGroup),
      (try? reader.read(Path("cgroup"), in: process.number)) != nil
    {
      details.controlGroup = names.append(ControlGroup.path(reader.contents))
    }
    if let descriptorUse { details.descriptorUse = descriptorUse.use(of: pid, in: process, with: &reader) }
    return details
  }

  /// The arguments of proc_pid_cmdline(5), each of which ends in NUL, with blanks between. A process can write what it
  /// likes there.
  static func arguments(_ text: Span<UInt8>) -> Bytes {
    var end = text.count
    while end > 0 && text[end - 1] == 0 { end -= 1 }
    return (0..<end).map { text[$0] == 0 ? UInt8(ascii: " ") : text[$0] }
  }

  /// The `btime` of proc_stat(5).
  private static func bootTime(_ procfs: Procfs) -> Int64? {
    var reader = FileReader(capacity: 64 * 1024)
    guard (try? reader.read(Path(procfs.path("stat")), in: AT_FDCWD)) != nil else { return nil }
    let text = reader.contents
    var lines = TextCursor(text)
    while !lines.isAtEnd {
      if text.extracting(lines.field()).equals("btime") {
        lines.skipBlanks()
        return lines.decimal().map { Int64(clamping: $0) }
      }
      lines.skipLine()
    }
    return nil
  }
}
