import CSystem
import Glibc
import Misc
import Store

/// sock_diag(7), which tells of the sockets of the lister's network namespace.
/// It says what the tables in /proc/net do and more, faster, and no name of a socket can forge its answers.
enum SockDiag {
  /// Whether sockets can be asked for without having the kernel load a module.
  static func knows(_ transport: SocketInfo.Transport) -> Bool {
    let module =
      switch transport {
      case .tcp: "/sys/module/tcp_diag"
      case .udp, .udplite: "/sys/module/udp_diag"
      case .unix: "/sys/module/unix_diag"
      }
    return access(module, F_OK) == 0 || access("/proc/modules", F_OK) != 0
  }

  /// Sends `request`, the bytes of a structure such as `struct unix_diag_req` and what follows it, in a message of a
  /// type, and hands over the body of each message of the answer, in the kernel's order.
  static func dump(
    _ request: Bytes, type: Int32 = SOCK_DIAG_BY_FAMILY, _ use: (Span<UInt8>) -> Void
  ) throws(SystemError) {
    let kind = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue)
    let number = socket(AF_NETLINK, kind, NETLINK_SOCK_DIAG)
    if number < 0 { throw .current }
    let channel = FileDescriptor(owning: number)
    try send(request, type: type, to: channel)
    var buffer = Bytes(repeating: 0, count: longestAnswer)
    while true {
      let count = buffer.withUnsafeMutableBytes { recv(channel.number, $0.baseAddress!, $0.count, 0) }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { throw count < 0 ? SystemError.current : .noEntry }
      switch readMessages(buffer.span.extracting(0..<count), use) {
      case .more: continue
      case .done: return
      case .failed(let error): throw error
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
      case NLMSG_DONE:
        // What ended it before its time (net/netlink/af_netlink.c, netlink_dump_done).
        if let code = code(in: body), code < 0 { return .failed(SystemError(code: 0 &- code)) }
        return .done
      case NLMSG_ERROR: return .failed(code(in: body).map { SystemError(code: 0 &- $0) } ?? .noEntry)
      default: use(body)
      }
      start = (end + 3) & ~3
    }
    return .more
  }

  /// The negative of an error, with which a message begins.
  private static func code(in body: Span<UInt8>) -> Int32? {
    body.count < 4 ? nil : body.bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: Int32.self)
  }

  private static func send(
    _ request: Bytes, type: Int32, to channel: borrowing FileDescriptor
  ) throws(SystemError) {
    var header = nlmsghdr()
    header.nlmsg_len = UInt32(MemoryLayout<nlmsghdr>.size + request.count)
    header.nlmsg_type = UInt16(type)
    header.nlmsg_flags = UInt16(NLM_F_REQUEST | NLM_F_DUMP)
    let message = Bytes(valueOf: header) + request
    let sent = message.withUnsafeBytes { Glibc.send(channel.number, $0.baseAddress!, $0.count, 0) }
    if sent != message.count { throw .current }
  }
}
