import Misc
import Store

/// The sockets of a network namespace, read once and then shared by all who ask.
final class SocketTables: Sendable {
  let sockets: SocketCollection
  let peers: SocketPeers
  /// The files that UNIX sockets are bound to, where a socket was named and the kernel tells.
  let files: UnixSocketFiles?
  /// Where in the collection the sockets of each namespace begin; none where there is but one.
  private let namespaces: [(namespace: UInt64, start: SocketCollection.Size)]

  init(_ sockets: SocketCollection, peers: SocketPeers = SocketPeers(), files: UnixSocketFiles? = nil) {
    self.sockets = sockets
    self.peers = peers
    self.files = files
    namespaces = []
  }

  /// Joins the tables of several namespaces. No two sockets have one inode (net/socket.c, sock_alloc), and peers are
  /// those of one namespace.
  init(joining parts: [NamespaceReader.Tables], namesSockets: Bool) {
    var sockets = SocketCollection()
    var peers = SocketPeers()
    var files = namesSockets ? UnixSocketFiles() : nil
    var namespaces: [(namespace: UInt64, start: SocketCollection.Size)] = []
    for (namespace, tables) in parts {
      namespaces.append((namespace, sockets.size))
      sockets.append(tables.sockets)
      peers.merge(tables.peers)
      files?.merge(tables.files, tables)
    }
    self.sockets = sockets
    self.peers = peers
    self.files = files
    self.namespaces = namespaces
  }

  /// The namespace of a socket; nil for one that isn't here, and where the tables are of one namespace.
  func namespace(of inode: UInt64) -> UInt64? {
    guard !namespaces.isEmpty, let place = sockets.place(of: inode) else { return nil }
    var (low, high) = (0, namespaces.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if namespaces[middle].start.isAfter(place) { high = middle } else { low = middle }
    }
    return namespaces[low].namespace
  }

  /// All tables, in the order in which they are read, unless both of TCP are asked for at once before. Those of
  /// internet sockets come first: what a UNIX socket has for a name can then not pass for a line that makes them its
  /// own.
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

  /// Reads the tables that hold `families`. `findsPeers` asks also who the peers are. Those of UNIX sockets need
  /// sock_diag(7), and so do the files that they are bound to, which matter where one of `targets` is a socket.
  convenience init(
    _ directory: consuming NetDirectory, families: SocketFamilies, findsPeers: Bool, targets: [FileTarget]
  ) {
    var sockets = SocketCollection(keepsUnaccepted: findsPeers)
    var unread = families
    // Both of TCP take no longer than one.
    if families.isSuperset(of: .bothTCP) && InternetTable.askSockDiag(isIPv6: nil, directory, &sockets) {
      unread.subtract(.bothTCP)
    }
    for table in Self.all where unread.contains(table.family) { table.read(&directory, to: &sockets) }
    var peers = SocketPeers()
    let isInside = directory.monitored != nil
    if findsPeers {
      let matcher = SocketPeerMatcher(sockets, host: isInside ? LiveHostNetwork() : UnknownHostNetwork())
      peers = matcher.peers(ofUnix: isInside && families.contains(.unix), directory.diagnostics)
    }
    self.init(sockets, peers: peers, files: isInside ? UnixSocketFiles(targets) : nil)
  }
}
