import CSystem
import Glibc
import Misc
import Store

/// What sock_diag(7) says of internet sockets.
enum InternetSocketReport {
  /// Asks for the TCP sockets of one address family.
  static func allTCP(
    isIPv6: Bool, _ filter: TCPFilter, _ use: (InternetSocket) -> Void
  ) throws(SystemError) {
    try SockDiag.dump(filter.request(family: isIPv6 ? AF_INET6 : AF_INET)) { message in
      if let socket = InternetSocket(tcp: message) { use(socket) }
    }
  }
}

extension InternetSocket {
  /// Reads a `struct inet_diag_msg` (sock_diag(7)); nil where it is cut short.
  init?(tcp message: Span<UInt8>) {
    if message.count < MemoryLayout<inet_diag_msg>.size { return nil }
    let report = message.bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: inet_diag_msg.self)
    let isIPv6 = Int32(report.idiag_family) == AF_INET6
    var info = SocketInfo(transport: .tcp)
    info.state = SocketStateNumbers.tcp(UInt64(report.idiag_state))
    info.receiveQueue = report.idiag_rqueue
    // Of a listener it is the limit of the backlog, which /proc/net/tcp doesn't show.
    info.sendQueue = info.state == .listen ? 0 : report.idiag_wqueue
    self.init(
      inode: UInt64(report.idiag_inode), isIPv6: isIPv6, info: info,
      local: InternetEndpoint(
        Bytes(valueOf: report.id.idiag_src), port: report.id.idiag_sport, isIPv6: isIPv6),
      foreign: InternetEndpoint(
        Bytes(valueOf: report.id.idiag_dst), port: report.id.idiag_dport, isIPv6: isIPv6))
  }
}

extension InternetEndpoint {
  /// `words` and `port` are in network byte order.
  fileprivate init(_ words: Bytes, port: UInt16, isIPv6: Bool) {
    var address = InlineArray<16, UInt8>(repeating: 0)
    for index in 0..<(isIPv6 ? 16 : 4) { address[index] = words[index] }
    self.init(family: isIPv6 ? .ipv6 : .ipv4, address: address, port: UInt16(bigEndian: port))
  }
}
