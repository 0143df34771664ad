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

  /// Reads the tables in `netDirectory`: /proc/self/net, or /proc/PID/net of a process in another namespace.
  /// A table that the kernel doesn't have is an empty one. `findsPeers` asks also who the other ends are,
  /// for which UNIX sockets need sock_diag(7) and can be had of the lister's own namespace only. In that one
  /// `monitored` says which TCP sockets matter; nil has the table read in any case. With `exactNames` UNIX
  /// sockets with different names have them, also where the table shows them alike.
  convenience init(
    netDirectory: Bytes, families: SocketFamilies, monitored: TCPFilter?, findsPeers: Bool,
    exactNames: Bool, diagnostics: Diagnostics
  ) {
    var reader = SocketTableReader(
      directory: netDirectory, monitored: monitored, exactNames: exactNames, diagnostics: diagnostics)
    reader.read(families)
    let sockets = reader.sockets
    var peers = SocketPeers()
    if findsPeers { peers.internet = sockets.internetPeers() }
    if families.contains(.unix) && findsPeers {
      let details = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_ICONS
      let outcome = UnixSocketReport.all(showing: details) { report in
        sockets.note(report, in: &peers)
      }
      if case .failure(let error) = outcome {
        diagnostics.error {
          $0.append("the ends of UNIX sockets can't be had: ")
          $0.append(error.text)
        }
      }
    }
    self.init(sockets, peers: peers)
  }
}

/// Reads the files of one directory. Internet sockets come first: what a UNIX socket has for a name can then
/// not pass for a line that makes them its own.
private struct SocketTableReader {
  let directory: Bytes
  let monitored: TCPFilter?
  let exactNames: Bool
  let diagnostics: Diagnostics
  var sockets = SocketCollection()

  init(directory: Bytes, monitored: TCPFilter?, exactNames: Bool, diagnostics: Diagnostics) {
    self.directory = directory
    self.monitored = monitored
    self.exactNames = exactNames
    self.diagnostics = diagnostics
  }

  mutating func read(_ families: SocketFamilies) {
    var file = FileReader(capacity: 64 * 1024)
    let internet: [(SocketFamilies, StaticString, SocketInfo.Transport, isIPv6: Bool)] = [
      (.tcp6, "tcp6", .tcp, true), (.udp6, "udp6", .udp, true), (.udplite6, "udplite6", .udplite, true),
      (.tcp, "tcp", .tcp, false), (.udp, "udp", .udp, false), (.udplite, "udplite", .udplite, false),
    ]
    for (family, table, transport, isIPv6) in internet where families.contains(family) {
      if transport == .tcp && askMonitor(isIPv6: isIPv6) { continue }
      read(table, &file) { $0.addInternet($1, transport: transport, isIPv6: isIPv6) }
    }
    if families.contains(.raw6) { read("raw6", &file) { $0.addRaw($1, type: .raw6) } }
    if families.contains(.others) {
      read("ax25", &file) { $0.addAX25($1) }
      read("ipx", &file) { $0.addIPX($1) }
      read("raw", &file) { $0.addRaw($1, type: .raw) }
      read("netlink", &file) { $0.addNetlink($1) }
      read("packet", &file) { $0.addPacket($1) }
      read("icmp", &file) { $0.addRaw($1, type: .icmp) }
      readSCTP(&file)
    }
    if families.contains(.unix) { readUnix(&file) }
  }

  /// Where the table can be understood in two ways, the socket monitor is asked what names there are. If it
  /// can't be asked, the table has to do.
  private mutating func readUnix(_ file: inout FileReader) {
    let others = sockets
    read("unix", &file) { $0.addUnix($1) }
    if !sockets.isDisputed && !(exactNames && sockets.hasAbstractNames) { return }
    var names = UnixNames()
    let outcome = UnixSocketReport.all(showing: UDIAG_SHOW_NAME) { names.add($0) }
    if case .failure = outcome { return }
    sockets = others
    _ = sockets.addUnix(file.contents, names: names, keepsExact: exactNames)
  }

  private mutating func read(
    _ table: StaticString, _ file: inout FileReader,
    _ add: (inout SocketCollection, Span<UInt8>) -> Bool
  ) {
    if load(table, &file) && !add(&sockets, file.contents) { warn(table) }
  }

  /// Has the socket monitor tell the TCP sockets of a family. False where it can't tell all of them: those that
  /// it has told may come again.
  private mutating func askMonitor(isIPv6: Bool) -> Bool {
    guard let monitored, SocketMonitor.knowsTCP else { return false }
    if case .success = InternetSocket.allTCP(isIPv6: isIPv6, monitored, { sockets.add($0) }) { return true }
    return false
  }

  private mutating func readSCTP(_ file: inout FileReader) {
    var associations: Bytes = []
    // These have lines of any length.
    if load("sctp/assocs", &file, longestLine: nil) { associations = Bytes(file.contents) }
    var endpoints: Bytes = []
    if load("sctp/eps", &file, longestLine: nil) { endpoints = Bytes(file.contents) }
    let known = sockets.addSCTP(associations: associations.span, endpoints: endpoints.span)
    if !known.associations { warn("sctp/assocs") }
    if !known.endpoints { warn("sctp/eps") }
  }

  private func load(
    _ table: StaticString, _ file: inout FileReader, longestLine: Int? = 512
  ) -> Bool {
    Path(path(table)).withPointer { file.read($0, longestRecord: longestLine) }
  }

  private func path(_ table: StaticString) -> Bytes { directory + [0x2f] + Bytes(table) }

  private func warn(_ table: StaticString) {
    diagnostics.warning {
      $0.append("not a known form of socket table: ")
      $0.append(path(table))
    }
  }
}
