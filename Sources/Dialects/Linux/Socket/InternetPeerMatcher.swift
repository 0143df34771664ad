import Store

/// Finds which TCP, UDP and UDPLITE sockets of this host are each other's ends.
struct InternetPeerMatcher {
  private let sockets: SocketCollection
  private let host: any HostNetwork

  init(_ sockets: SocketCollection, host: any HostNetwork = LiveHostNetwork()) {
    self.sockets = sockets
    self.host = host
  }

  /// The inodes of the ends of each socket that has any.
  ///
  /// Two sockets are each other's ends where their addresses are the same the other way round, whether the addresses
  /// are IPv4 or mapped ones. Beyond that a connection that waits to be accepted belongs to its listener, and a UDP
  /// socket of which the other side is not connected to the one that gets what it sends.
  func peers() -> [UInt64: [UInt64]] {
    var connected: [Connection: [UInt64]] = [:]
    for socket in sockets.internet.reversed() where socket.isConnected {
      if let connection = Connection(socket) { connected[connection, default: []].append(socket.inode) }
    }
    var peers: [UInt64: [UInt64]] = [:]
    // Clients by the socket that waits for all of them.
    var clients: [UInt64: [UInt64]] = [:]
    let receivers = Receivers(sockets)
    func join(_ client: UInt64, _ servers: [UInt64]) {
      if servers.isEmpty { return }
      peers[client] = servers
      for server in servers { clients[server, default: []].append(client) }
    }
    for socket in sockets.internet where socket.isConnected {
      guard let connection = Connection(socket) else { continue }
      if let opposite = connected[connection.opposite] {
        peers[socket.inode] = opposite
      } else if socket.info.transport != .tcp {
        join(socket.inode, receivers.unconnected(for: connection, host))
      }
    }
    for socket in sockets.unaccepted {
      guard let connection = Connection(socket) else { continue }
      for client in connected[connection.opposite] ?? [] where peers[client] == nil {
        join(client, receivers.listeners(for: socket))
      }
    }
    for (server, clients) in clients { peers[server] = clients.sorted() }
    return peers
  }
}

extension InternetSocket {
  /// It has another end, though that may be gone.
  fileprivate var isConnected: Bool {
    switch info.state {
    case .established: true
    case .closeWait, .finWait1, .finWait2, .lastAck, .closing: info.transport == .tcp
    default: false
    }
  }
}

/// The two endpoints of a connection, as one socket sees them.
private struct Connection: Hashable {
  var local: InternetEndpoint
  var foreign: InternetEndpoint
  var transport: SocketInfo.Transport

  init?(_ socket: InternetSocket) {
    guard let local = socket.info.local, let foreign = socket.info.foreign else { return nil }
    self.local = local
    self.foreign = foreign
    transport = socket.info.transport
  }

  var opposite: Connection {
    var opposite = self
    (opposite.local, opposite.foreign) = (foreign, local)
    return opposite
  }
}

/// The sockets that take what comes to an address from anywhere: listeners, and UDP sockets that are not connected.
private struct Receivers {
  private struct Place: Hashable {
    var transport: SocketInfo.Transport
    var isIPv6: Bool
    var port: UInt16
    /// Nil for any.
    var address: InternetEndpoint?
  }

  private var sockets: [Place: [InternetSocket]] = [:]

  init(_ collection: SocketCollection) {
    for socket in collection.internet where socket.info.foreign == nil {
      guard let local = socket.info.local, socket.info.transport != .tcp || socket.info.state == .listen
      else { continue }
      let place = Place(
        transport: socket.info.transport, isIPv6: socket.isIPv6, port: local.port,
        address: local.isUnspecified ? nil : local)
      sockets[place, default: []].append(socket)
    }
  }

  /// The listeners in whose queue `waiting` is: more than one where they share their address.
  func listeners(for waiting: InternetSocket) -> [UInt64] {
    guard let local = waiting.info.local else { return [] }
    for address in [local, nil] {
      let place = Place(transport: .tcp, isIPv6: waiting.isIPv6, port: local.port, address: address)
      guard let listeners = sockets[place] else { continue }
      let busy = listeners.filter { $0.info.receiveQueue > 0 }
      return (busy.isEmpty ? listeners : busy).map(\.inode)
    }
    return []
  }

  /// The UDP sockets that get what is sent by way of `connection`, in the kernel's order of preference
  /// (net/ipv4/udp.c, compute_score): those with its very address before those with any, and those of IPv4 before
  /// those of both.
  func unconnected(for connection: Connection, _ host: any HostNetwork) -> [UInt64] {
    let target = connection.foreign
    if target.isOfGroup { return [] }
    for address in [target, nil] {
      if address == nil {
        // A socket for any address gets only what is sent to one of this host.
        let isHere = target.hasAddress(of: connection.local) || host.hasAddress(of: target)
        if !isHere { return [] }
      }
      for isIPv6 in target.family == .ipv4 ? [false, true] : [true] {
        let place = Place(
          transport: connection.transport, isIPv6: isIPv6, port: target.port, address: address)
        var found = sockets[place] ?? []
        if isIPv6 && address == nil && target.family == .ipv4 {
          found = found.filter { !host.isForIPv6Only($0) }
        }
        if !found.isEmpty { return found.map(\.inode) }
      }
    }
    return []
  }
}

extension InternetEndpoint {
  fileprivate func hasAddress(of other: InternetEndpoint) -> Bool {
    var other = other
    other.port = port
    return self == other
  }

  /// The address is one of a multicast group, or of all hosts.
  fileprivate var isOfGroup: Bool { family == .ipv4 ? address[0] >= 224 : address[0] == 0xff }
}
