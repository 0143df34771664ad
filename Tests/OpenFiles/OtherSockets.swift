import CTestSystem
import Glibc

private let stream = Int32(SOCK_STREAM.rawValue)
private let datagram = Int32(SOCK_DGRAM.rawValue)
private let packets = Int32(SOCK_SEQPACKET.rawValue)
private let raw = Int32(SOCK_RAW.rawValue)

/// Sockets of the internet families that are neither TCP nor UDP.
func holdOtherProtocols(_ stage: Stage) {
  for (kind, protocolNumber) in [("icmp", 1), ("igmp", 2), ("ospf", 89), ("any", 255)] as [(String, Int32)] {
    stage.hold("raw-\(kind)") { try makeSocket(AF_INET, raw, protocolNumber) }
  }
  stage.hold("rawbound") { try bindSocket(makeSocket(AF_INET, raw, 1), .ip4("127.0.0.1")) }
  stage.hold("rawconnected") { try connectSocket(makeSocket(AF_INET, raw, 1), .ip4("127.0.0.1")) }
  stage.hold("raw6") { try makeSocket(AF_INET6, raw, 58) }
  stage.hold("raw6bound") { try bindSocket(makeSocket(AF_INET6, raw, 58), .ip6("::1")) }
  stage.hold("ping") { try makeSocket(AF_INET, datagram, 1) }
  stage.hold("pingbound") { try bindSocket(makeSocket(AF_INET, datagram, 1), .ip4("127.0.0.1", 77)) }
  stage.hold("ping6") { try makeSocket(AF_INET6, datagram, 58) }
  stage.hold("ping6bound") { try bindSocket(makeSocket(AF_INET6, datagram, 58), .ip6("::1", 78)) }
  for (kind, family) in [("mptcp", AF_INET), ("mptcp6", AF_INET6)] {
    stage.hold(kind) { try makeSocket(family, stream, 262) }
  }
  stage.hold("mptcplisten") {
    let descriptor = try bindSocket(makeSocket(AF_INET, stream, 262), .ip4("127.0.0.1"))
    try granted("listen", listen(descriptor, 1))
    return descriptor
  }
  stage.hold("sctp") { [try makeSocket(AF_INET, stream, 132), try makeSocket(AF_INET6, packets, 132)] }
  stage.hold("sctplisten") {
    let descriptor = try bindSocket(makeSocket(AF_INET, stream, 132), .ip4("127.0.0.1"))
    try granted("listen", listen(descriptor, 1))
    return [
      descriptor,
      try connectSocket(makeSocket(AF_INET, stream, 132), .ip4("127.0.0.1", port(of: descriptor))),
    ]
  }
  stage.hold("dccp") { try makeSocket(AF_INET, 6, 33) }
}

/// Sockets of families that have no internet address.
func holdOtherFamilies(_ stage: Stage) {
  let packetProtocols: [(String, Int32, UInt16)] = [
    ("all", raw, 0x0003), ("ip", raw, 0x0800), ("cooked", datagram, 0x0806), ("802.2", raw, 0x0004),
    ("loopback", raw, 0x0060), ("ipv6", raw, 0x86dd), ("none", raw, 0), ("odd", raw, 0x88cc),
  ]
  for (kind, type, protocolNumber) in packetProtocols {
    stage.hold("packet-\(kind)") { try makeSocket(AF_PACKET, type, Int32(protocolNumber.bigEndian)) }
  }
  for number in 0...22 as ClosedRange<Int32> {
    stage.hold("netlink-\(number)") {
      let descriptor = try makeSocket(AF_NETLINK, raw, number)
      var address = sockaddr_nl()
      address.nl_family = sa_family_t(AF_NETLINK)
      return try bindSocket(descriptor, Address(address))
    }
  }
  stage.hold("netlinkunbound") { try makeSocket(AF_NETLINK, datagram, 0) }
  stage.hold("algorithm") { try granted("socket", testsystem_alg_socket()) }
  stage.hold("vsock") { [try makeSocket(AF_VSOCK, stream), try makeSocket(AF_VSOCK, datagram)] }
  stage.hold("vsocklisten") {
    var address = sockaddr_vm()
    address.svm_family = sa_family_t(AF_VSOCK)
    address.svm_cid = UInt32.max
    address.svm_port = UInt32.max
    let descriptor = try bindSocket(makeSocket(AF_VSOCK, stream), Address(address))
    try granted("listen", listen(descriptor, 1))
    return descriptor
  }
  stage.hold("xdp") { try makeSocket(44, raw) }
  stage.hold("can") { try makeSocket(29, raw, 1) }
  stage.hold("bluetooth") { try makeSocket(31, raw, 1) }
  stage.hold("key") { try makeSocket(15, raw, 2) }
  stage.hold("tipc") { try makeSocket(30, packets) }
  stage.hold("x25") { try makeSocket(9, packets) }
  stage.hold("ax25") { try makeSocket(3, packets) }
  stage.hold("ipx") { try makeSocket(4, datagram) }
  stage.hold("appletalk") { try makeSocket(5, datagram) }
  stage.hold("smc") { try makeSocket(43, stream) }
  stage.hold("qrtr") { try makeSocket(42, datagram) }
  stage.hold("kcm") { try makeSocket(41, datagram) }
  stage.hold("phonet") { try makeSocket(35, datagram) }
  stage.hold("caif") { try makeSocket(37, packets) }
  stage.hold("nfc") { try makeSocket(39, packets) }
  stage.hold("rds") { try makeSocket(21, packets) }
  stage.hold("pppox") { try makeSocket(24, stream) }
  stage.hold("llc") { try makeSocket(26, stream) }
}

/// UNIX sockets of every type and state.
func holdUnixSockets(_ stage: Stage) {
  for (kind, type) in [("stream", stream), ("datagram", datagram), ("packets", packets), ("raw", raw)] {
    stage.hold("unbound-\(kind)") { try makeSocket(AF_UNIX, type) }
    stage.hold("pair-\(kind)") {
      var ends: [Int32] = [0, 0]
      try granted("socketpair", socketpair(AF_UNIX, type, 0, &ends))
      return ends
    }
    stage.hold("named-\(kind)") { try listenUnix(type, Array("named-\(kind)".utf8)) }
    stage.hold("abstract-\(kind)") { try listenUnix(type, Array("\0open-files-\(getpid())-\(kind)".utf8)) }
  }
  stage.hold("absolute") { try listenUnix(stream, Array("\(stage.base)/unix/absolute".utf8)) }
  stage.report("path.socket", "\(stage.base)/unix/absolute")
  stage.attempt("linked") { try granted("link", link("absolute", "linked")) }
  stage.report("path.socketlink", "\(stage.base)/unix/linked")
  stage.hold("connected") {
    let server = try listenUnix(stream, Array("connected".utf8))
    let client = try connectSocket(makeSocket(AF_UNIX, stream), .unix("connected"))
    return [server, client, try granted("accept", testsystem_accept(server))]
  }
  stage.hold("deleted") {
    let descriptor = try listenUnix(stream, Array("deleted".utf8))
    unlink("deleted")
    return descriptor
  }
  // The table of UNIX sockets shows them alike.
  stage.process("unixnames", keeping: []) { stage in
    stage.hold("abstractzeros") { try listenUnix(stream, [0, 0x61, 0, 0, 0x62, 0]) }
    stage.hold("abstractats") { try listenUnix(stream, Array("\0a@@b@".utf8)) }
    stage.hold("pathats") { try listenUnix(stream, Array("@a@@b@".utf8)) }
  }
  stage.hold("automatic") { try bindSocket(makeSocket(AF_UNIX, datagram), Address(sa_family_t(AF_UNIX))) }
  stage.hold("longest") {
    let name = Array("longest-".utf8) + [UInt8](repeating: 0x75, count: 100)
    return try listenUnix(stream, name)
  }
  var server: Int32 = -1
  stage.hold("server") {
    server = try listenUnix(stream, Array("\(stage.base)/unix/server".utf8))
    return server
  }
  stage.report("path.server", "\(stage.base)/unix/server")
  stage.process("unixclient", keeping: []) { stage in
    stage.hold("client") {
      try connectSocket(makeSocket(AF_UNIX, stream), .unix("\(stage.base)/unix/server"))
    }
  }
  stage.hold("accepted") { try granted("accept", testsystem_accept(server)) }
  var ends: [Int32] = [-1, -1]
  stage.hold("shared") {
    try granted("socketpair", socketpair(AF_UNIX, stream, 0, &ends))
    return ends
  }
  stage.process("unixpeer", keeping: [ends[1]]) { _ in }
  close(ends[1])
}

/// A bound UNIX socket; one with connections listens.
func listenUnix(_ type: Int32, _ name: [UInt8]) throws -> Int32 {
  let descriptor = try bindSocket(makeSocket(AF_UNIX, type), .unix(name))
  if type == stream || type == packets { try granted("listen", listen(descriptor, 4)) }
  return descriptor
}
