import CSystem
import Glibc
import Misc
import Store

/// The kernel's socket monitor (sock_diag(7)), which tells of the sockets of the lister's network namespace.
/// It says no more than the tables in /proc/net do, but faster, and no name of a socket can forge its answers.
enum SocketMonitor {
  /// Whether TCP sockets can be asked for without having the kernel load a module.
  static var knowsTCP: Bool {
    access("/sys/module/tcp_diag", F_OK) == 0 || access("/proc/modules", F_OK) != 0
  }

  /// Sends `request`, the bytes of a structure such as `struct unix_diag_req` and what follows it, and hands
  /// over the body of each message of the answer, in the kernel's order.
  static func dump(_ request: Bytes, _ use: (Span<UInt8>) -> Void) -> Result<Void, SystemError> {
    let kind = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue)
    let number = socket(AF_NETLINK, kind, NETLINK_SOCK_DIAG)
    if number < 0 { return .failure(.current) }
    let monitor = FileDescriptor(owning: number)
    if let failure = send(request, to: monitor) { return .failure(failure) }
    var buffer = Bytes(repeating: 0, count: longestAnswer)
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

  /// The kernel fills as much of a datagram as the reader has room for, up to this (net/netlink/af_netlink.c).
  private static let longestAnswer = 32 * 1024

  enum Progress: Equatable {
    case more, done
    case failed(SystemError)
  }

  /// Reads the messages of one datagram.
  static func readMessages(_ datagram: Span<UInt8>, _ use: (Span<UInt8>) -> Void) -> Progress {
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
      default: use(body)
      }
      start = (end + 3) & ~3
    }
    return .more
  }

  private static func send(_ request: Bytes, to monitor: borrowing FileDescriptor) -> SystemError? {
    var header = nlmsghdr()
    header.nlmsg_len = UInt32(MemoryLayout<nlmsghdr>.size + request.count)
    header.nlmsg_type = UInt16(SOCK_DIAG_BY_FAMILY)
    header.nlmsg_flags = UInt16(NLM_F_REQUEST | NLM_F_DUMP)
    let message = Bytes(valueOf: header) + request
    let sent = message.withUnsafeBytes { Glibc.send(monitor.number, $0.baseAddress!, $0.count, 0) }
    return sent == message.count ? nil : .current
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

  /// One triple. The value's length is a multiple of 4.
  static func write(type: Int, _ value: Bytes) -> Bytes {
    let header = nlattr(
      nla_len: UInt16(MemoryLayout<nlattr>.size + value.count), nla_type: UInt16(type))
    return Bytes(valueOf: header) + value
  }
}

extension Bytes {
  /// The bytes of a C structure in memory.
  init<Structure: BitwiseCopyable>(valueOf structure: Structure) {
    self = Swift.withUnsafeBytes(of: structure) { Bytes($0) }
  }
}
