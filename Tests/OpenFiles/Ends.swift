import CTestSystem
import Glibc

private let stream = Int32(SOCK_STREAM.rawValue)
private let datagram = Int32(SOCK_DGRAM.rawValue)

/// Where the clients of ``holdEnds(_:)`` find their servers.
private struct Servers {
  var dual = Address.ip4("127.0.0.1")
  var queue = Address.ip4("127.0.0.1")
  var udp = Address.ip4("127.0.0.1")
  var udpDual = Address.ip4("127.0.0.1")
  var udpOnly6 = Address.ip4("127.0.0.1")
  let datagram: Address
  let stream: Address
}

/// Sockets whose other ends the reference doesn't tell, or one of several, and two clients of each.
func holdEnds(_ stage: Stage) {
  let datagramName = Array("\(stage.base)/ends/datagram".utf8)
  let streamName = Array("\(stage.base)/ends/stream".utf8)
  var servers = Servers(datagram: .unix(datagramName), stream: .unix(streamName))
  var listener: Int32 = -1
  stage.hold("dual") {
    listener = try listen(AF_INET6, .ip6("::"), only6: 0)
    servers.dual = .ip4("127.0.0.1", port(of: listener))
    return listener
  }
  stage.hold("queue") {
    let queue = try listen(AF_INET, .ip4("0.0.0.0"))
    servers.queue = .ip4("127.0.0.1", port(of: queue))
    return queue
  }
  stage.hold("udp") {
    let socket = try bindSocket(makeSocket(AF_INET, datagram), .ip4("127.0.0.1"))
    servers.udp = .ip4("127.0.0.1", port(of: socket))
    return socket
  }
  stage.hold("udpdual") {
    let socket = try bindUDP6(only6: 0)
    servers.udpDual = .ip4("127.0.0.1", port(of: socket))
    return socket
  }
  stage.hold("udponly6") {
    let socket = try bindUDP6(only6: 1)
    servers.udpOnly6 = .ip4("127.0.0.1", port(of: socket))
    return socket
  }
  stage.hold("datagram") { try listenUnix(datagram, datagramName) }
  stage.hold("stream") { try listenUnix(stream, streamName) }
  for name in ["endsclient", "endsclient2"] {
    stage.process(name, keeping: []) { holdClients($0, servers) }
    stage.hold("accepted-\(name)") { try granted("accept", testsystem_accept(listener)) }
  }
  stage.hold("closewait") {
    let pair = try connectedPair(AF_INET, .ip4("127.0.0.1")) { .ip4("127.0.0.1", $0) }
    shutdown(pair[0], Int32(SHUT_WR))
    return pair
  }
  stage.hold("lite") {
    let server = try bindSocket(makeSocket(AF_INET, datagram, 136), .ip4("127.0.0.1"))
    let client = try makeSocket(AF_INET, datagram, 136)
    return [server, try connectSocket(client, .ip4("127.0.0.1", port(of: server)))]
  }
  holdTerminalsElsewhere(stage)
  // Only it tells which sockets are for IPv6 alone.
  if access("/sys/module/udp_diag", F_OK) == 0 || access("/proc/modules", F_OK) != 0 {
    stage.report("module.udpdiag", 1)
  }
}

/// Pseudoterminals with the same index in two instances of devpts.
private func holdTerminalsElsewhere(_ stage: Stage) {
  guard stage.isPrivate else { return }
  for (kind, prefix) in [("terminals", ""), ("others", "other")] {
    stage.attempt(kind) {
      try makeDirectory(Path(kind))
      try mountFileSystem("devpts", on: Path(kind), options: "ptmxmode=0666,mode=0620")
    }
    stage.hold("\(prefix)master") {
      let master = try openFile(Path("\(kind)/ptmx"), O_RDWR | O_NOCTTY)
      try granted("unlockpt", unlockpt(master))
      return master
    }
    stage.hold("\(prefix)slave") { try openFile(Path("\(kind)/0"), O_RDWR | O_NOCTTY) }
  }
}

private func holdClients(_ stage: Stage, _ servers: Servers) {
  stage.hold("dual") { try connect(AF_INET, servers.dual) }
  stage.hold("queue") { try connect(AF_INET, servers.queue) }
  for (kind, address) in [
    ("udp", servers.udp), ("udpdual", servers.udpDual), ("udponly6", servers.udpOnly6),
  ] {
    stage.hold(kind) { try connectSocket(makeSocket(AF_INET, datagram), address) }
  }
  stage.hold("datagram") { try connectSocket(makeSocket(AF_UNIX, datagram), servers.datagram) }
  stage.hold("stream") { try connectSocket(makeSocket(AF_UNIX, stream), servers.stream) }
}

private func bindUDP6(only6 dual: Int32) throws -> Int32 {
  let socket = try makeSocket(AF_INET6, datagram)
  setOption(socket, Int32(IPPROTO_IPV6), IPV6_V6ONLY, dual)
  return try bindSocket(socket, .ip6("::"))
}
