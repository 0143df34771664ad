import Misc
import Store

/// An epoll instance (epoll(7)). Its fdinfo has a line for each descriptor that it watches, such as
/// `tfd:        5 events: 19 data:        5  pos:0 ino:1 sdev:9` (fs/eventpoll.c).
struct EventPoll: FileKind {
  static let marks = [FileMark.anonymousInode("[eventpoll]")]
  static let purposes: RequiredFields = .name
  static let readsFdInfo = true

  /// As many targets as the reference keeps.
  private static let mostTargets = 32

  private var targets: [UInt64] = []

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if label.equals("tfd:"), let target = FdInfo.number(value) { targets.append(target) }
  }

  func fileType(of file: OpenFile) -> FileType { .anonymousInode }

  func appendName(_ rest: Span<UInt8>, to name: inout ByteBuffer) {
    if targets.isEmpty { return name.append(rest) }
    name.append("[eventpoll:")
    for (index, target) in targets.sorted().prefix(Self.mostTargets).enumerated() {
      if index > 0 { name.append(UInt8(ascii: ",")) }
      name.append(decimal: target)
    }
    if targets.count >= Self.mostTargets { name.append("...") }
    name.append("]")
  }
}
