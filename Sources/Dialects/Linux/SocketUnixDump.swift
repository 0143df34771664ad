import CSystem
import Glibc
import Misc
import Store

/// What the kernel's socket monitor says of one UNIX socket (sock_diag(7)).
struct UnixSocketReport: Sendable, Equatable {
  var inode: UInt64
  /// With `@` for each NUL, as /proc/net/unix shows it; empty for none.
  var name: Bytes = []
  /// 0 for none.
  var peer: UInt64 = 0
  /// The sockets that wait to be accepted.
  var pending: [UInt64] = []

  /// Reads a `struct unix_diag_msg` and its attributes; nil where it is cut short.
  init?(_ message: Span<UInt8>) {
    if message.count < MemoryLayout<unix_diag_msg>.size { return nil }
    let header = message.bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: unix_diag_msg.self)
    inode = UInt64(header.udiag_ino)
    NetlinkAttributes.read(message.extracting(droppingFirst: MemoryLayout<unix_diag_msg>.size)) {
      type, value in
      switch Int(type) {
      case UNIX_DIAG_NAME: name = Self.name(value)
      case UNIX_DIAG_PEER: peer = Self.inodes(value).first ?? 0
      case UNIX_DIAG_ICONS: pending = Self.inodes(value)
      default: break
      }
    }
  }

  private static func inodes(_ value: Span<UInt8>) -> [UInt64] {
    var inodes: [UInt64] = []
    for place in 0..<value.count / 4 {
      inodes.append(
        UInt64(value.bytes.unsafeLoadUnaligned(fromByteOffset: place * 4, as: UInt32.self)))
    }
    return inodes
  }

  /// A sun_path: a path ends with a NUL, an abstract name begins with one.
  private static func name(_ value: Span<UInt8>) -> Bytes {
    var name = Bytes(value)
    if let first = name.first, first != 0, name.last == 0 { name.removeLast() }
    for index in name.indices where name[index] == 0 { name[index] = 0x40 }
    return name
  }
}

/// Type, length and value triples of a netlink message (netlink(7)).
enum NetlinkAttributes {
  static func read(_ attributes: Span<UInt8>, _ use: (UInt16, Span<UInt8>) -> Void) {
    let header = MemoryLayout<nlattr>.size
    var start = 0
    while attributes.count - start >= header {
      let attribute = attributes.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: nlattr.self)
      let end = start + Int(attribute.nla_len)
      if Int(attribute.nla_len) < header || end > attributes.count { return }
      use(attribute.nla_type, attributes.extracting(start + header..<end))
      start = (end + 3) & ~3
    }
  }
}

/// Asks the socket monitor for all UNIX sockets of the lister's network namespace.
enum UnixSocketDump {
  /// Hands over each socket in the kernel's order.
  static func read(
    showing details: Int32, _ use: (UnixSocketReport) -> Void
  ) -> Result<Void, SystemError> {
    let kind = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue)
    let number = socket(AF_NETLINK, kind, NETLINK_SOCK_DIAG)
    if number < 0 { return .failure(.current) }
    let monitor = FileDescriptor(owning: number)
    if let failure = request(details, of: monitor) { return .failure(failure) }
    var buffer = Bytes(repeating: 0, count: 32 * 1024)
    while true {
      let count = buffer.withUnsafeMutableBytes { recv(monitor.number, $0.baseAddress!, $0.count, 0) }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return .failure(count < 0 ? .current : .noEntry) }
      switch readMessages(buffer.span.extracting(0..<count), use) {
      case .more: continue
      case .done: return .success(())
      case .failed(let error): return .failure(error)
      }
    }
  }

  enum Progress: Equatable {
    case more, done
    case failed(SystemError)
  }

  /// Reads the messages of one datagram.
  static func readMessages(_ datagram: Span<UInt8>, _ use: (UnixSocketReport) -> Void) -> Progress {
    let headerSize = MemoryLayout<nlmsghdr>.size
    var start = 0
    while datagram.count - start >= headerSize {
      let header = datagram.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: nlmsghdr.self)
      let end = start + Int(header.nlmsg_len)
      if Int(header.nlmsg_len) < headerSize || end > datagram.count { break }
      let body = datagram.extracting(start + headerSize..<end)
      switch Int32(header.nlmsg_type) {
      case NLMSG_DONE: return .done
      case NLMSG_ERROR:
        if body.count < 4 { return .failed(.noEntry) }
        let code = body.bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: Int32.self)
        return .failed(SystemError(code: 0 &- code))
      default:
        if let report = UnixSocketReport(body) { use(report) }
      }
      start = (end + 3) & ~3
    }
    return .more
  }

  private static func request(_ details: Int32, of monitor: borrowing FileDescriptor) -> SystemError? {
    var message = (header: nlmsghdr(), request: unix_diag_req())
    let size = MemoryLayout.size(ofValue: message)
    message.header.nlmsg_len = UInt32(size)
    message.header.nlmsg_type = UInt16(SOCK_DIAG_BY_FAMILY)
    message.header.nlmsg_flags = UInt16(NLM_F_REQUEST | NLM_F_DUMP)
    message.request.sdiag_family = UInt8(AF_UNIX)
    message.request.udiag_states = .max
    message.request.udiag_show = UInt32(details)
    let sent = withUnsafeBytes(of: &message) { send(monitor.number, $0.baseAddress!, size, 0) }
    return sent == size ? nil : .current
  }
}
