import CSystem
import Glibc
import Misc
import Store

/// What sock_diag(7) says of internet sockets.
enum InternetSocketReport {
  /// Asks for the TCP sockets of one address family, or where `isIPv6` is nil of both, and for what the filter wants
  /// told of them. The kernel goes through all buckets of its table each time (net/ipv4/inet_diag.c).
  static func allTCP(
    isIPv6: Bool?, _ filter: TCPFilter, _ use: (InternetSocket, TCPFacts?) -> Void
  ) throws(SystemError) {
    let ofFamily = isIPv6.map { filter.request(family: $0 ? AF_INET6 : AF_INET) }
    let (type, request) = ofFamily ?? filter.requestForBothFamilies
    try SockDiag.dump(request, type: type) { message in
      guard let socket = InternetSocket(message, transport: .tcp) else { return }
      use(socket, filter.tellsFacts ? TCPFacts(message) : nil)
    }
  }

  /// Asks for all sockets of a protocol and address family.
  static func all(
    _ transport: SocketInfo.Transport, isIPv6: Bool, _ use: (InternetSocket) -> Void
  ) throws(SystemError) {
    var request = inet_diag_req_v2()
    request.sdiag_family = UInt8(isIPv6 ? AF_INET6 : AF_INET)
    request.sdiag_protocol = UInt8(protocolNumber(of: transport))
    request.idiag_states = .max
    try SockDiag.dump(Bytes(valueOf: request)) { message in
      if let socket = InternetSocket(message, transport: transport) { use(socket) }
    }
  }

  /// IPPROTO_* of netinet/in.h.
  private static func protocolNumber(of transport: SocketInfo.Transport) -> Int {
    switch transport {
    case .tcp, .unix: Int(IPPROTO_TCP)
    case .udp: Int(IPPROTO_UDP)
    case .udplite: Int(IPPROTO_UDPLITE)
    }
  }
}

extension InternetSocketReport {
  /// Asks for the unconnected sockets of IPv6 that get nothing of IPv4, and hands over their inodes. `transport` is
  /// an IPPROTO_* number.
  static func forIPv6Only(_ transport: Int32, _ use: (UInt64) -> Void) throws(SystemError) {
    var request = inet_diag_req_v2()
    request.sdiag_family = UInt8(AF_INET6)
    request.sdiag_protocol = UInt8(transport)
    // What UDP sockets are that aren't connected: TCP_CLOSE of include/net/tcp_states.h.
    request.idiag_states = 1 << 7
    try SockDiag.dump(Bytes(valueOf: request)) { message in
      if let inode = inode(forIPv6Only: message) { use(inode) }
    }
  }

  /// The inode in a `struct inet_diag_msg` whose attributes say that the socket is for IPv6 only.
  static func inode(forIPv6Only message: Span<UInt8>) -> UInt64? {
    let size = MemoryLayout<inet_diag_msg>.size
    if message.count < size { return nil }
    var isForIPv6Only = false
    NetlinkAttributes.read(message.extracting(droppingFirst: size)) { type, value in
      if Int(type) == INET_DIAG_SKV6ONLY { isForIPv6Only = !value.isEmpty && value[0] != 0 }
    }
    let report = message.bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: inet_diag_msg.self)
    return isForIPv6Only ? UInt64(report.idiag_inode) : nil
  }
}

extension InternetSocket {
  /// Reads a `struct inet_diag_msg` (sock_diag(7)); nil where it is cut short.
  init?(_ message: Span<UInt8>, transport: SocketInfo.Transport) {
    if message.count < MemoryLayout<inet_diag_msg>.size { return nil }
    let report = message.bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: inet_diag_msg.self)
    let isIPv6 = Int32(report.idiag_family) == AF_INET6
    var info = SocketInfo(transport: transport)
    info.interface = report.id.idiag_if
    info.owner = report.idiag_uid
    info.state = SocketStateNumbers.tcp(UInt64(report.idiag_state))
    var foreign = InternetEndpoint(
      Bytes(valueOf: report.id.idiag_dst), port: report.id.idiag_dport, isIPv6: isIPv6)
    if transport == .tcp && info.state == .close && foreign.port == 0 {
      // Only bound. A connection that was refused leaves its address and figures of its queues, a listener that was
      // shut down those of its backlog.
      info.state = .bound
      foreign.address = InlineArray(repeating: 0)
    } else {
      info.receiveQueue = report.idiag_rqueue
      // Of a listener it is the limit of the backlog, which /proc/net/tcp doesn't show.
      if info.state == .listen { info.backlogLimit = report.idiag_wqueue }
      info.sendQueue = info.state == .listen ? 0 : report.idiag_wqueue
    }
    self.init(
      inode: UInt64(report.idiag_inode), isIPv6: isIPv6, info: info,
      local: InternetEndpoint(
        Bytes(valueOf: report.id.idiag_src), port: report.id.idiag_sport, isIPv6: isIPv6), foreign: foreign)
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
