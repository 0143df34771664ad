import CSystem
import Misc
import Store

/// Finds the peers of sockets.
struct SocketPeerMatcher {
  private let sockets: SocketCollection

  init(_ sockets: SocketCollection) { self.sockets = sockets }

  /// The peers of all sockets, or of all but UNIX sockets. What keeps those of UNIX sockets from being had is said.
  func peers(ofUnix includesUnix: Bool, _ diagnostics: Diagnostics) -> SocketPeers {
    var peers = SocketPeers()
    peers.internet = internet()
    if !includesUnix { return peers }
    let details = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_ICONS
    do throws(SystemError) {
      try UnixSocketReport.all(showing: details) { note($0, in: &peers) }
    } catch {
      diagnostics.error {
        $0.append("the ends of UNIX sockets can't be had: ")
        $0.append(error.text)
      }
    }
    return peers
  }

  /// For each established TCP, UDP or UDPLITE socket, the one of the same protocol and IP version whose
  /// endpoints are the same the other way round. Where several are, the one that the kernel lists last comes
  /// first, and each has one partner. A socket that is connected to itself is its own.
  func internet() -> [UInt64: UInt64] {
    var peers: [UInt64: UInt64] = [:]
    var waiting: [Connection: [UInt64]] = [:]
    for socket in sockets.internet.reversed() where socket.info.state == .established {
      guard let connection = Connection(socket) else { continue }
      let opposite = connection.opposite
      if connection == opposite {
        peers[socket.inode] = socket.inode
      } else if let partner = waiting[opposite]?.first {
        waiting[opposite]?.removeFirst()
        peers[socket.inode] = partner
        peers[partner] = socket.inode
      } else {
        waiting[connection, default: []].append(socket.inode)
      }
    }
    return peers
  }

  /// Takes down who the UNIX sockets are connected to and waited on by, from reports in the kernel's
  /// order. Only sockets that are in the collection count, and the first partner stays.
  func note(_ report: UnixSocketReport, in peers: inout SocketPeers) {
    if !sockets.isUnix(report.inode) { return }
    if sockets.isUnix(report.peer) {
      if peers.unix[report.inode] == nil { peers.unix[report.inode] = report.peer }
      if peers.unix[report.peer] == nil { peers.unix[report.peer] = report.inode }
    }
    if peers.pending[report.inode] == nil, let first = report.pending.first(where: sockets.isUnix) {
      peers.pending[report.inode] = first
    }
  }
}

/// The two endpoints of a connection, as one socket sees them.
private struct Connection: Hashable {
  var local: InternetEndpoint
  var foreign: InternetEndpoint
  var transport: SocketInfo.Transport
  var isIPv6: Bool

  init?(_ socket: InternetSocket) {
    guard let local = socket.info.local, let foreign = socket.info.foreign else { return nil }
    self.local = local
    self.foreign = foreign
    transport = socket.info.transport
    isIPv6 = socket.isIPv6
  }

  var opposite: Connection {
    var opposite = self
    (opposite.local, opposite.foreign) = (foreign, local)
    return opposite
  }

  static func == (one: Connection, other: Connection) -> Bool {
    one.transport == other.transport && one.isIPv6 == other.isIPv6
      && equal(one.local, other.local) && equal(one.foreign, other.foreign)
  }

  func hash(into hasher: inout Hasher) {
    Self.hash(local, into: &hasher)
    Self.hash(foreign, into: &hasher)
  }

  private static func equal(_ one: InternetEndpoint, _ other: InternetEndpoint) -> Bool {
    if one.port != other.port || one.family != other.family { return false }
    for index in 0..<16 where one.address[index] != other.address[index] { return false }
    return true
  }

  private static func hash(_ endpoint: InternetEndpoint, into hasher: inout Hasher) {
    hasher.combine(endpoint.port)
    for index in 0..<16 { hasher.combine(endpoint.address[index]) }
  }
}
