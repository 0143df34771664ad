import Misc
import Store

/// A file of the kernel that has neither a path nor an inode of its own, such as a timerfd: its link is
/// `anon_inode:[timerfd]`, or `anon_inode:inotify` (fs/anon_inodes.c).
struct AnonymousInode: FileKind {
  static let marks = [FileMark.otherAnonymousInode]
  static let purposes: RequiredFields = [.status, .name]

  func fileType(of file: OpenFile) -> FileType { .anonymousInode }

  func appendName(_ rest: Span<UInt8>, to name: inout ByteBuffer) { name.append(rest) }
}
