import Misc
import Store

/// An epoll instance (epoll(7)). Its fdinfo has a line for each descriptor that it watches, such as
/// `tfd:        5 events: 19 data:        5  pos:0 ino:1 sdev:9` (fs/eventpoll.c).
struct EventPoll: FileKind {
  static let marks = [FileMark.anonymousInode("[eventpoll]")]
  static let purposes: RequiredFields = [.name, .facts]
  static let readsFdInfo = true

  /// As many targets as the reference keeps.
  private static let mostTargets = 32

  private var targets: [(number: UInt64, events: UInt64)] = []

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if !label.equals("tfd:") { return }
    var cursor = TextCursor(value)
    guard let number = cursor.decimal() else { return }
    cursor.skipBlanks()
    targets.append((number, cursor.value(of: "events:") ?? 0))
  }

  func fileType(of file: OpenFile) -> FileType { .anonymousInode }

  func appendName(_ rest: Span<UInt8>, to name: inout ByteBuffer) {
    if targets.isEmpty { return name.append(rest) }
    name.append("[eventpoll:")
    let numbers = targets.map(\.number).sorted()
    for (index, target) in numbers.prefix(Self.mostTargets).enumerated() {
      if index > 0 { name.append(UInt8(ascii: ",")) }
      name.append(decimal: target)
    }
    if targets.count >= Self.mostTargets { name.append("...") }
    name.append("]")
  }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    for target in targets.sorted(by: { $0.number < $1.number }) {
      facts.add(.pollTargets, target.number)
      var text = ByteBuffer()
      text.append(decimal: target.number)
      text.append(UInt8(ascii: ":"))
      Self.events.append(target.events & ~Self.implied, to: &text)
      facts.add(.pollEvents, text.bytes)
    }
  }

  /// EPOLLERR and EPOLLHUP, which the kernel adds to what is asked for.
  private static let implied: UInt64 = 0x18

  /// EPOLL* of include/uapi/linux/eventpoll.h.
  private static let events = BitNames([
    (0x1, "in"), (0x2, "pri"), (0x4, "out"), (0x8, "err"), (0x10, "hup"), (0x40, "rdnorm"), (0x80, "rdband"),
    (0x100, "wrnorm"), (0x200, "wrband"), (0x400, "msg"), (0x2000, "rdhup"), (1 << 28, "exclusive"),
    (1 << 29, "wakeup"), (1 << 30, "oneshot"), (1 << 31, "et"),
  ])
}
