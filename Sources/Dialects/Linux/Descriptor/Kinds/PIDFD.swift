import Misc
import Store

/// A pidfd (pidfd_open(2)): an anonymous inode and, since Linux 6.9, a regular file of pidfs, for which some kernels
/// have the link `pidfd:[inode]`. Its fdinfo has `Pid:\t73` (kernel/fork.c and, since 6.9, fs/pidfs.c).
struct PIDFD: FileKind {
  static let marks = [FileMark.anonymousInode("[pidfd]"), .link("pidfd")]
  static let purposes: RequiredFields = .name
  static let readsFdInfo = true

  /// The process; nil once that has been reaped, which the kernel writes as -1.
  private var pid: UInt64?

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if label.equals("Pid:") { pid = FdInfo.number(value) }
  }

  /// As the reference has it, a regular file where it is one.
  func fileType(of file: OpenFile) -> FileType { file.type == .unnamed ? .anonymousInode : file.type }

  func appendName(_ rest: Span<UInt8>, to name: inout ByteBuffer) {
    guard let pid else { return name.append("[pidfd]") }
    name.append("[pidfd:")
    name.append(decimal: pid)
    name.append("]")
  }
}
