import Store

/// A TCP, UDP or UDPLITE socket.
struct InternetSocket: Sendable {
  var inode: UInt64
  /// It is an IPv6 socket, whose addresses may be IPv4-mapped all the same.
  var isIPv6: Bool
  var info: SocketInfo

  /// Adds to `info` the endpoints as lsof shows them: none that is all zero, and IPv4 ones without their mapping.
  init(
    inode: UInt64, isIPv6: Bool, info: SocketInfo, local: InternetEndpoint, foreign: InternetEndpoint
  ) {
    self.inode = inode
    self.isIPv6 = isIPv6
    self.info = info
    let isMapped = local.isMapped || foreign.isMapped
    if local.isSet { self.info.local = isMapped ? local.unmapped : local }
    if foreign.isSet { self.info.foreign = isMapped ? foreign.unmapped : foreign }
  }

  /// A TCP connection that waits in the queue of a listener. One that was closed by its process is in another state.
  var isUnaccepted: Bool {
    inode == 0 && info.transport == .tcp && [.established, .synReceived, .closeWait].contains(info.state)
  }
}

extension InternetEndpoint {
  /// The kernel writes zeros for an endpoint that isn't there.
  fileprivate var isSet: Bool { port != 0 || !isUnspecified }

  /// `::ffff:a.b.c.d`
  fileprivate var isMapped: Bool {
    if family == .ipv4 || address[10] != 0xff || address[11] != 0xff { return false }
    for index in 0..<10 where address[index] != 0 { return false }
    return true
  }

  /// The same port, and the last four bytes of the address as one of IPv4.
  fileprivate var unmapped: InternetEndpoint {
    var short = InlineArray<16, UInt8>(repeating: 0)
    for index in 0..<4 { short[index] = address[index + 12] }
    return InternetEndpoint(family: .ipv4, address: short, port: port)
  }
}
