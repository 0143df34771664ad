import CTestSystem
import Glibc

/// A TCP socket that listens on a port of the kernel's choice, or the given one.
func listen(
  _ family: Int32, _ address: Address, backlog: Int32 = 5, only6 dual: Int32 = 1
) throws -> Int32 {
  let descriptor = try makeSocket(family, Int32(SOCK_STREAM.rawValue))
  setOption(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
  if family == AF_INET6 { setOption(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, dual) }
  try bindSocket(descriptor, address)
  try granted("listen", Glibc.listen(descriptor, backlog))
  return descriptor
}

func connect(_ family: Int32, _ address: Address) throws -> Int32 {
  try connectSocket(makeSocket(family, Int32(SOCK_STREAM.rawValue)), address)
}

/// TCP sockets in the states that hold still, some with their other end in another process.
func holdTCP(_ stage: Stage) {
  stage.hold("listen") {
    let descriptor = try listen(AF_INET, .ip4("127.0.0.1"), backlog: 17)
    stage.report("port.listen", port(of: descriptor))
    return descriptor
  }
  stage.hold("listen6") {
    let descriptor = try listen(AF_INET6, .ip6("::1"))
    stage.report("port.listen6", port(of: descriptor))
    return descriptor
  }
  stage.hold("listenany") { [try listen(AF_INET, .ip4("0.0.0.0")), try listen(AF_INET6, .ip6("::"))] }
  stage.hold("listenboth") { try listen(AF_INET6, .ip6("::"), only6: 0) }
  if stage.isPrivate {
    for known in [25, 80, 443, 3306, 8080] as [UInt16] {
      stage.hold("known-\(known)") { try listen(AF_INET, .ip4("127.0.0.1", known)) }
    }
    stage.hold("known6") { try listen(AF_INET6, .ip6("::", 2049)) }
  }
  stage.hold("unbound") {
    [
      try makeSocket(AF_INET, Int32(SOCK_STREAM.rawValue)),
      try makeSocket(AF_INET6, Int32(SOCK_STREAM.rawValue)),
    ]
  }
  stage.hold("pair") { try connectedPair(AF_INET, .ip4("127.0.0.1")) { .ip4("127.0.0.1", $0) } }
  stage.hold("pair6") { try connectedPair(AF_INET6, .ip6("::1")) { .ip6("::1", $0) } }
  stage.hold("mapped") {
    try connectedPair(AF_INET6, .ip6("::ffff:127.0.0.1")) { .ip6("::ffff:127.0.0.1", $0) }
  }
  stage.hold("queued") {
    let pair = try connectedPair(AF_INET, .ip4("127.0.0.1")) { .ip4("127.0.0.1", $0) }
    write(pair[0], "not yet read", 12)
    return pair
  }
  stage.hold("options") {
    let descriptor = try listen(AF_INET, .ip4("127.0.0.1"))
    setOption(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
    setOption(descriptor, SOL_SOCKET, SO_RCVBUF, 8192)
    setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    return descriptor
  }
  holdPeers(stage)
}

/// A connection whose ends are in two processes, and its listener in both.
private func holdPeers(_ stage: Stage) {
  var server: Int32 = -1
  stage.hold("server") {
    server = try listen(AF_INET, .ip4("127.0.0.1"))
    stage.report("port.server", port(of: server))
    return server
  }
  stage.process("client", keeping: [server]) { stage in
    stage.hold("client") {
      let address = Address.ip4("127.0.0.1", port(of: server))
      close(server)
      return try connect(AF_INET, address)
    }
  }
  stage.hold("accepted") { try granted("accept", testsystem_accept(server)) }
}

/// The two ends of a connection whose listener is closed again.
func connectedPair(
  _ family: Int32, _ address: Address, to target: (UInt16) -> Address
) throws -> [Int32] {
  let server = try listen(family, address, only6: 0)
  defer { close(server) }
  let client = try connect(family, target(port(of: server)))
  return [client, try granted("accept", testsystem_accept(server))]
}

/// UDP and UDPLITE sockets without a peer.
func holdUDP(_ stage: Stage) {
  let datagram = Int32(SOCK_DGRAM.rawValue)
  stage.hold("bound") {
    let descriptor = try bindSocket(makeSocket(AF_INET, datagram), .ip4("127.0.0.1"))
    stage.report("port.udp", port(of: descriptor))
    return descriptor
  }
  stage.hold("bound6") { try bindSocket(makeSocket(AF_INET6, datagram), .ip6("::1")) }
  stage.hold("any") {
    [
      try bindSocket(makeSocket(AF_INET, datagram), .ip4("0.0.0.0")),
      try bindSocket(makeSocket(AF_INET6, datagram), .ip6("::")),
    ]
  }
  if stage.isPrivate {
    stage.hold("tftp") { try bindSocket(makeSocket(AF_INET, datagram), .ip4("0.0.0.0", 69)) }
    stage.hold("ntp") { try bindSocket(makeSocket(AF_INET6, datagram), .ip6("::", 123)) }
  }
  stage.hold("unbound") { [try makeSocket(AF_INET, datagram), try makeSocket(AF_INET6, datagram)] }
  for (kind, family, address) in [
    ("lite", AF_INET, Address.ip4("127.0.0.1")), ("lite6", AF_INET6, Address.ip6("::1")),
  ] {
    stage.hold(kind) {
      let descriptor = try bindSocket(makeSocket(family, datagram, 136), address)
      return [descriptor, try makeSocket(family, datagram, 136)]
    }
  }
}

/// UDP sockets that know their peer.
func holdConnectedUDP(_ stage: Stage) {
  let datagram = Int32(SOCK_DGRAM.rawValue)
  stage.hold("connected") {
    let descriptor = try bindSocket(makeSocket(AF_INET, datagram), .ip4("127.0.0.1"))
    let peer = try connectSocket(makeSocket(AF_INET, datagram), .ip4("127.0.0.1", port(of: descriptor)))
    return [descriptor, peer]
  }
  stage.hold("connected6") {
    let descriptor = try bindSocket(makeSocket(AF_INET6, datagram), .ip6("::1"))
    let peer = try connectSocket(makeSocket(AF_INET6, datagram), .ip6("::1", port(of: descriptor)))
    return [descriptor, peer]
  }
  stage.hold("mapped") {
    let descriptor = try bindSocket(makeSocket(AF_INET6, datagram), .ip6("::ffff:127.0.0.1"))
    return try connectSocket(descriptor, .ip6("::ffff:127.0.0.1", 9))
  }
}
