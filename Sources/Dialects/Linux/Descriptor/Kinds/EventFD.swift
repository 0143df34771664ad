import Misc
import Store

/// An eventfd (eventfd(2)). Since Linux 5.2 its fdinfo has `eventfd-id: 17`, which all descriptors of one eventfd
/// have in common, and `eventfd-count: 1f`, in hexadecimal; since 6.5 also whether it counts down by one (fs/eventfd.c,
/// eventfd_show_fdinfo).
struct EventFD: FileKind {
  static let marks = [FileMark.anonymousInode("[eventfd]")]
  static let purposes: RequiredFields = [.name, .facts]
  static let readsFdInfo = true

  private var id: UInt64?
  private var count: UInt64?
  private var isSemaphore: UInt64?

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if label.equals("eventfd-id:") {
      id = FdInfo.number(value)
    } else if label.equals("eventfd-count:") {
      count = FdInfo.hexadecimal(value)
    } else if label.equals("eventfd-semaphore:") {
      isSemaphore = FdInfo.number(value)
    }
  }

  func fileType(of file: OpenFile) -> FileType { .anonymousInode }

  func appendName(_ rest: Span<UInt8>, to name: inout ByteBuffer) {
    guard let id else { return name.append(rest) }
    name.append("[eventfd:")
    name.append(decimal: id)
    name.append("]")
  }

  func endpoint(of file: OpenFile) -> (kind: EndpointKind, key: UInt64)? { id.map { (.eventfd, $0) } }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    facts.add(.eventID, id)
    facts.add(.eventCount, count)
    facts.add(.eventSemaphore, isSemaphore)
  }
}
