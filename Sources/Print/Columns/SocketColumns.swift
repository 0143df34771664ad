import Store

/// The columns of a socket that only `--columns` shows. Those of one protocol are lsfd(1)'s.
enum SocketColumns {
  static let state = Column(
    "STATE", .left, as: .word, also: "SOCK.STATE", about: "state of the socket", changes: .state
  ) {
    $0.socket?.hasState ?? false ? .state : .absent
  }

  static let socketType = Column(
    "SOCKTYPE", .left, as: .word, also: "SOCK.TYPE", about: "type of the socket"
  ) {
    switch $0.socket?.transport {
    case .tcp: .word("STREAM")
    case .udp, .udplite: .word("DGRAM")
    case .unix: .socketType($0.socket?.socketType ?? 0)
    case nil: .absent
    }
  }

  static let isListening = Column(
    "SOCK.LISTENING", as: .boolean, about: "the socket listens", changes: .state
  ) { $0.socket.map { .flag($0.isListening || $0.state == .listen) } ?? .absent }

  /// Its NULs are shown as in NAME.
  static let unixPath = Column("UNIXPATH", .left, also: "UNIX.PATH", about: "path of a UNIX socket") {
    guard let path = $0.unixPath else { return .absent }
    return $0.file.hasOddName ? .oddText(path) : .text(path)
  }

  static let interface = Column(
    "IFACE", .left, about: "network interface of the socket or its address",
    needs: .socketNumbers
  ) {
    let index = $0.socket?.interface ?? $0.openFileDetails?.interface ?? 0
    return index == 0 ? .absent : .interface(index)
  }

  static let netlinkProtocol = Column(
    "NETLINK.PROTOCOL", .left, about: "protocol of a netlink socket", needs: .status
  ) {
    $0.file.type == .netlink ? .text($0.file.name) : .absent
  }

  static let netlinkGroups = Column(
    "NETLINK.GROUPS", as: .number, about: "bits of the groups that a netlink socket listens to",
    needs: [.status, .socketNumbers]
  ) {
    guard $0.file.type == .netlink, let details = $0.openFileDetails else { return .absent }
    return .number(UInt64(details.groups))
  }

  static let packetProtocol = Column(
    "PACKET.PROTOCOL", .left, about: "PROTO of a packet socket", needs: .status
  ) {
    $0.file.type == .packet ? .text($0.withoutLeadingBlanks($0.file.protocolName)) : .absent
  }

  static let packetInterface = Column(
    "PACKET.IFACE", .left, about: "IFACE of a packet socket", needs: [.status, .socketNumbers]
  ) {
    guard $0.file.type == .packet, let index = $0.openFileDetails?.interface, index != 0 else {
      return .absent
    }
    return .interface(index)
  }

  static let receiveQueue = Column(
    "RQ", as: .number, about: "bytes to be read; of a listener, connections that wait",
    changes: .queues
  ) { $0.internetSocket.map { .number(UInt64($0.receiveQueue)) } ?? .absent }

  static let sendQueue = Column(
    "SQ", as: .number, about: "bytes to be sent; of a listener, how many may wait",
    changes: .queues
  ) { $0.internetSocket.map { .number(UInt64($0.sendQueue)) } ?? .absent }

  static let local = Column("LOCAL", .left, about: "own address and port", changes: .name) {
    ($0.socket?.local).map { .endpoint($0) } ?? .absent
  }

  static let remote = Column("REMOTE", .left, about: "address and port of the other end", changes: .name) {
    ($0.socket?.foreign).map { .endpoint($0) } ?? .absent
  }

  static let all =
    [state, isListening, socketType, unixPath, interface, receiveQueue, sendQueue, local, remote]
    + [
      netlinkProtocol, netlinkGroups,
      number("NETLINK.LPORT", [.netlink], about: "port ID of a netlink socket"), packetProtocol,
      packetInterface,
      number("PACKET.PROTOCOL.RAW", [.packet], about: "protocol of a packet socket"),
      number("RAW.PROTOCOL.RAW", [.raw, .raw6], about: "protocol of a raw socket"),
      number("PING.ID", [.icmp], about: "identifier of a ping socket"),
      address("INET.LADDR", .ipv4, about: "LADDR of IPv4") { $0.local },
      address("INET.RADDR", .ipv4, about: "RADDR of IPv4") { $0.foreign },
      address("INET6.LADDR", .ipv6, about: "LADDR of IPv6") { $0.local },
      address("INET6.RADDR", .ipv6, about: "RADDR of IPv6") { $0.foreign },
      endpoint("TCP.LADDR", .tcp, about: "LOCAL of TCP") { $0.local },
      port("TCP.LPORT", .tcp, about: "LPORT of TCP") { $0.local },
      endpoint("TCP.RADDR", .tcp, about: "REMOTE of TCP") { $0.foreign },
      port("TCP.RPORT", .tcp, about: "RPORT of TCP") { $0.foreign },
      endpoint("UDP.LADDR", .udp, about: "LOCAL of UDP") { $0.local },
      port("UDP.LPORT", .udp, about: "LPORT of UDP") { $0.local },
      endpoint("UDP.RADDR", .udp, about: "REMOTE of UDP") { $0.foreign },
      port("UDP.RPORT", .udp, about: "RPORT of UDP") { $0.foreign },
      endpoint("UDPLITE.LADDR", .udplite, about: "LOCAL of UDP-Lite") { $0.local },
      port("UDPLITE.LPORT", .udplite, about: "LPORT of UDP-Lite") { $0.local },
      endpoint("UDPLITE.RADDR", .udplite, about: "REMOTE of UDP-Lite") { $0.foreign },
      port("UDPLITE.RPORT", .udplite, about: "RPORT of UDP-Lite") { $0.foreign },
    ]

  private static func number(
    _ title: StaticString, _ types: [FileType], about text: StaticString
  ) -> Column {
    Column(title, as: .number, about: text, needs: [.status, .socketNumbers]) { row in
      guard types.contains(row.file.type) else { return .absent }
      return (row.openFileDetails?.socketNumber).map { .number(UInt64($0)) } ?? .absent
    }
  }

  /// One of a socket's two ends, if it is known.
  private typealias End = @Sendable (SocketInfo) -> InternetEndpoint?

  private static func address(
    _ title: StaticString, _ family: InternetEndpoint.Family, about text: StaticString, _ end: @escaping End
  ) -> Column {
    Column(title, .left, about: text, changes: .name) {
      guard let endpoint = $0.socket.flatMap(end), endpoint.family == family else { return .absent }
      return .address(endpoint)
    }
  }

  private static func endpoint(
    _ title: StaticString, _ transport: SocketInfo.Transport, about text: StaticString, _ end: @escaping End
  ) -> Column {
    Column(title, .left, about: text, changes: .name) {
      guard let socket = $0.socket, socket.transport == transport else { return .absent }
      return end(socket).map { .endpoint($0) } ?? .absent
    }
  }

  private static func port(
    _ title: StaticString, _ transport: SocketInfo.Transport, about text: StaticString, _ end: @escaping End
  ) -> Column {
    Column(title, as: .number, about: text, changes: .name) {
      guard let socket = $0.socket, socket.transport == transport else { return .absent }
      return end(socket).map { .number(UInt64($0.port)) } ?? .absent
    }
  }
}
