import Misc
import Store

/// The sockets of a network namespace, read once and then shared by all who ask.
final class SocketTables: Sendable {
  let sockets: SocketCollection
  let peers: SocketPeers

  init(_ sockets: SocketCollection, peers: SocketPeers = SocketPeers()) {
    self.sockets = sockets
    self.peers = peers
  }

  /// All tables, in the order in which they are read. Those of internet sockets come first: what a UNIX socket has
  /// for a name can then not pass for a line that makes them its own.
  private static let all: [any SocketTable] = [
    InternetTable.tcp6, InternetTable.udp6, InternetTable.udplite6,
    InternetTable.tcp, InternetTable.udp, InternetTable.udplite,
    RawTable.raw6,
    AX25Table(),
    IPXTable(),
    RawTable.raw,
    NetlinkTable(),
    PacketTable(),
    RawTable.icmp,
    SCTPTable(),
    UnixTable(),
  ]

  /// Reads the tables that hold `families`. `findsPeers` asks also who the peers are, for which UNIX sockets need
  /// sock_diag(7) and can be had of the lister's own namespace only.
  convenience init(_ directory: consuming NetDirectory, families: SocketFamilies, findsPeers: Bool) {
    var sockets = SocketCollection(keepsUnaccepted: findsPeers)
    for table in Self.all where families.contains(table.family) { table.read(&directory, to: &sockets) }
    var peers = SocketPeers()
    if findsPeers {
      peers = SocketPeerMatcher(sockets).peers(ofUnix: families.contains(.unix), directory.diagnostics)
    }
    self.init(sockets, peers: peers)
  }
}
