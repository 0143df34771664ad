import CSystem
import Glibc
import Misc
import Store

/// Tables of /proc/net.
struct SocketFamilies: OptionSet, Sendable {
  let rawValue: UInt16

  static let tcp = SocketFamilies(rawValue: 1 << 0)
  static let tcp6 = SocketFamilies(rawValue: 1 << 1)
  static let udp = SocketFamilies(rawValue: 1 << 2)
  static let udp6 = SocketFamilies(rawValue: 1 << 3)
  static let udplite = SocketFamilies(rawValue: 1 << 4)
  static let udplite6 = SocketFamilies(rawValue: 1 << 5)
  static let unix = SocketFamilies(rawValue: 1 << 6)
  static let raw6 = SocketFamilies(rawValue: 1 << 7)
  /// ax25, ipx, raw, netlink, packet, sctp and icmp
  static let others = SocketFamilies(rawValue: 1 << 8)

  static let internet: SocketFamilies = [.tcp, .tcp6, .udp, .udp6, .udplite, .udplite6]
  static let all: SocketFamilies = [.internet, .unix, .raw6, .others]
}

/// The sockets of a network namespace, read once and then shared by all who ask.
final class SocketTables: Sendable {
  let sockets: SocketCollection
  let peers: SocketPeers

  init(_ sockets: SocketCollection, peers: SocketPeers = SocketPeers()) {
    self.sockets = sockets
    self.peers = peers
  }

  /// Reads the tables in `netFolder`: /proc/net, or /proc/PID/net of a process in another namespace.
  /// A table that the kernel doesn't have is an empty one. `findsPeers` asks also who the other ends are,
  /// for which UNIX sockets need sock_diag(7) and can be had of the lister's own namespace only.
  convenience init(
    netFolder: Bytes, families: SocketFamilies, findsPeers: Bool, diagnostics: Diagnostics
  ) {
    var reader = SocketTableReader(folder: netFolder, diagnostics: diagnostics)
    reader.read(families)
    var sockets = reader.sockets
    var peers = SocketPeers()
    if findsPeers { peers.internet = sockets.internetPeers() }
    if families.contains(.unix) && (findsPeers || !sockets.disputed.isEmpty) {
      let details = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_ICONS
      let outcome = UnixSocketDump.read(showing: details) { report in
        sockets.settle(report)
        if findsPeers { sockets.note(report, in: &peers) }
      }
      if case .failure(let error) = outcome, findsPeers {
        diagnostics.error {
          $0.append("the ends of UNIX sockets can't be had: ")
          $0.append(error.text)
        }
      }
    }
    self.init(sockets, peers: peers)
  }
}

/// Reads the files of one folder. Internet sockets come first: what a UNIX socket has for a name can then
/// not pass for a line that makes them its own.
private struct SocketTableReader: ~Copyable {
  let folder: Bytes
  let diagnostics: Diagnostics
  var sockets = SocketCollection()
  private var reader = FileReader(capacity: 64 * 1024)

  init(folder: Bytes, diagnostics: Diagnostics) {
    self.folder = folder
    self.diagnostics = diagnostics
  }

  mutating func read(_ families: SocketFamilies) {
    if families.contains(.tcp6) { readInternet("tcp6", .tcp, isIPv6: true) }
    if families.contains(.udp6) { readInternet("udp6", .udp, isIPv6: true) }
    if families.contains(.udplite6) { readInternet("udplite6", .udplite, isIPv6: true) }
    if families.contains(.tcp) { readInternet("tcp", .tcp, isIPv6: false) }
    if families.contains(.udp) { readInternet("udp", .udp, isIPv6: false) }
    if families.contains(.udplite) { readInternet("udplite", .udplite, isIPv6: false) }
    if families.contains(.raw6) { read("raw6") { $0.addRaw($1, type: .raw6) } }
    if families.contains(.others) {
      read("ax25") { $0.addAX25($1) }
      read("ipx") { $0.addIPX($1) }
      read("raw") { $0.addRaw($1, type: .raw) }
      read("netlink") { $0.addNetlink($1) }
      read("packet") { $0.addPacket($1) }
      read("icmp") { $0.addRaw($1, type: .icmp) }
      readSCTP()
    }
    if families.contains(.unix) { read("unix") { $0.addUnix($1) } }
  }

  private mutating func readInternet(
    _ table: StaticString, _ transport: SocketInfo.Transport, isIPv6: Bool
  ) {
    read(table) { $0.addInternet($1, transport: transport, isIPv6: isIPv6) }
  }

  private mutating func read(
    _ table: StaticString, _ add: (inout SocketCollection, Span<UInt8>) -> Bool
  ) {
    if load(table) && !add(&sockets, reader.contents) { warn(table) }
  }

  private mutating func readSCTP() {
    var associations: Bytes = []
    if load("sctp/assocs") { associations = reader.contents.withUnsafeBufferPointer { Bytes($0) } }
    var endpoints: Bytes = []
    if load("sctp/eps") { endpoints = reader.contents.withUnsafeBufferPointer { Bytes($0) } }
    let known = sockets.addSCTP(associations: associations.span, endpoints: endpoints.span)
    if !known.associations { warn("sctp/assocs") }
    if !known.endpoints { warn("sctp/eps") }
  }

  private mutating func load(_ table: StaticString) -> Bool {
    let path = Path(path(table))
    return path.withPointer { reader.read($0) }
  }

  private func path(_ table: StaticString) -> Bytes { folder + [0x2f] + Bytes(table) }

  private func warn(_ table: StaticString) {
    diagnostics.warning {
      $0.append("not a known form of socket table: ")
      $0.append(path(table))
    }
  }
}
