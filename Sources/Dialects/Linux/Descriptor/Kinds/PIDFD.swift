import Misc
import Store

/// A pidfd (pidfd_open(2)): an anonymous inode and, since Linux 6.9, a regular file of pidfs, for which some kernels
/// have the link `pidfd:[inode]`. Its fdinfo has `Pid:\t73` and `NSpid:\t73\t1` (kernel/fork.c and, since
/// 6.9, fs/pidfs.c).
struct PIDFD: FileKind {
  static let marks = [FileMark.anonymousInode("[pidfd]"), .link("pidfd")]
  static let purposes: RequiredFields = [.name, .facts]
  static let readsFdInfo = true

  /// The process; nil once that has been reaped, which the kernel writes as -1.
  private var pid: UInt64?
  /// Its PIDs in the PID namespaces from the reader's down to its own, with tabs between.
  private var namespacePIDs: Bytes?

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if label.equals("Pid:") {
      pid = FdInfo.number(value)
    } else if label.equals("NSpid:"), FdInfo.number(value) != nil {
      namespacePIDs = Bytes(value)
    }
  }

  /// As the reference has it, a regular file where it is one.
  func fileType(of file: OpenFile) -> FileType { file.type == .unnamed ? .anonymousInode : file.type }

  func appendName(_ rest: Span<UInt8>, to name: inout ByteBuffer) {
    guard let pid else { return name.append("[pidfd]") }
    name.append("[pidfd:")
    name.append(decimal: pid)
    name.append("]")
  }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    facts.add(.pidfdPID, pid)
    facts.add(.pidfdNamespacePIDs, namespacePIDs)
    if let pid { facts.add(.pidfdCommand, source.reader.command(of: pid)) }
  }
}
