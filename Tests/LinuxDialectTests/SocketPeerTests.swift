import Misc
import Store
import Testing

@testable import LinuxDialect

/// A host with one address beside those of its loopback.
private struct Host: HostNetwork {
  var socketsForIPv6Only: Set<UInt64> = []

  func hasAddress(of endpoint: InternetEndpoint) -> Bool {
    endpoint.address[0] == 127 || endpoint.bytes == [10, 0, 0, 9]
      || endpoint.bytes == Bytes(repeating: 0, count: 15) + [1]
  }

  func isForIPv6Only(_ socket: InternetSocket) -> Bool { socketsForIPv6Only.contains(socket.inode) }
}

@Suite struct SocketPeerTests {
  private let any4 = "00000000"
  private let local4 = "0100007F"
  private let any6 = "00000000000000000000000000000000"
  private let local6 = "00000000000000000000000001000000"
  private let mapped = "0000000000000000FFFF00000100007F"

  private func peers(
    _ tcp: String = "", _ tcp6: String = "", udp: String = "", udp6: String = "", host: Host = Host()
  ) -> [UInt64: [UInt64]] {
    var sockets = SocketCollection(keepsUnaccepted: true)
    let tables = [(InternetTable.tcp6, tcp6), (.udp6, udp6), (.tcp, tcp), (.udp, udp)]
    for (table, lines) in tables {
      let header = table.isIPv6 ? SampleTables.tcp6Header : SampleTables.tcpHeader
      let isKnown = table.add(Bytes((header + lines).utf8).span, to: &sockets)
      #expect(isKnown)
    }
    return InternetPeerMatcher(sockets, host: host).peers()
  }

  private func line(
    _ local: String, _ remote: String, _ inode: Int, state: String = "01", waiting: Int = 0
  ) -> String {
    let queues = "00000000:" + "0000000\(waiting)"
    return SampleTables.tcp(local, remote, state: state, queues: queues, inode: "\(inode)")
  }

  @Test func pairsConnections() {
    let lines =
      line("\(local4):0016", "\(local4):C000", 2) + line("\(local4):C000", "\(local4):0016", 3)
      + line("\(local4):0016", "\(any4):0000", 4, state: "0A") + line("\(local4):0001", "\(local4):0001", 8)
      + line("\(local4):C001", "\(local4):0016", 9, state: "06")
    #expect(peers(lines) == [2: [3], 3: [2], 8: [8]])
  }

  @Test func pairsHalfClosedConnections() {
    let lines =
      line("\(local4):0016", "\(local4):C000", 2, state: "05")
      + line("\(local4):C000", "\(local4):0016", 3, state: "08")
    #expect(peers(lines) == [2: [3], 3: [2]])
  }

  @Test func pairsEachWithAll() {
    let lines =
      line("\(local4):0001", "\(local4):0002", 1) + line("\(local4):0001", "\(local4):0002", 2)
      + line("\(local4):0002", "\(local4):0001", 3)
    #expect(peers(udp: lines) == [1: [3], 2: [3], 3: [2, 1]])
  }

  @Test func pairsIPv4ClientsWithMappedSockets() {
    let client = line("\(local4):C000", "\(local4):0016", 2)
    let accepted = line("\(mapped):0016", "\(mapped):C000", 3)
    #expect(peers(client, accepted) == [2: [3], 3: [2]])
    #expect(peers(udp: client, udp6: accepted) == [2: [3], 3: [2]])
    // Another transport is another connection.
    #expect(peers(client, udp6: accepted).isEmpty)
  }

  @Test func findsTheListenerOfWhatIsNotAccepted() {
    let clients =
      line("\(local4):C000", "\(local4):0016", 2) + line("\(local4):C001", "\(local4):0016", 3)
      + line("\(local4):C002", "\(local4):0016", 4)
    // The last one comes from elsewhere.
    let waiting =
      line("\(local4):0016", "\(local4):C000", 0) + line("\(local4):0016", "\(local4):C001", 0, state: "08")
      + line("\(local4):0016", "\(local4):C002", 0, state: "03") + line("\(local4):0016", "0202000A:C002", 0)
    let listener = line("\(local4):0016", "\(any4):0000", 7, state: "0A", waiting: 3)
    let other = line("\(any4):0016", "\(any4):0000", 8, state: "0A")
    #expect(peers(other + listener + clients + waiting) == [2: [7], 3: [7], 4: [7], 7: [2, 3, 4]])
    #expect(peers(other + clients + waiting) == [2: [8], 3: [8], 4: [8], 8: [2, 3, 4]])
    // What was closed by its process is in another state.
    let closed = line("\(local4):0016", "\(local4):C000", 0, state: "06")
    #expect(peers(listener + clients + closed).isEmpty)
  }

  @Test func findsTheListenerOfBothVersionsOfIP() {
    let client = line("\(local4):C000", "\(local4):0016", 2)
    let waiting = line("\(mapped):0016", "\(mapped):C000", 0)
    let listener = line("\(any6):0016", "\(any6):0000", 7, state: "0A", waiting: 1)
    // An IPv4 listener that is there as well has none of these.
    let other = line("\(any4):0016", "\(any4):0000", 8, state: "0A")
    #expect(peers(client + other, listener + waiting) == [2: [7], 7: [2]])
  }

  @Test func findsListenersThatShareAnAddress() {
    let client = line("\(local4):C000", "\(local4):0016", 2)
    let waiting = line("\(local4):0016", "\(local4):C000", 0)
    let idle = line("\(local4):0016", "\(any4):0000", 7, state: "0A")
    let busy = line("\(local4):0016", "\(any4):0000", 8, state: "0A", waiting: 1)
    #expect(peers(idle + busy + client + waiting) == [2: [8], 8: [2]])
  }

  @Test func findsUDPServersThatAreNotConnected() {
    let clients =
      line("\(local4):C000", "\(local4):0035", 2) + line("\(local4):C001", "\(local4):0035", 3)
    let own = line("\(local4):0035", "\(any4):0000", 7, state: "07")
    let any = line("\(any4):0035", "\(any4):0000", 8, state: "07")
    let both = line("\(any6):0035", "\(any6):0000", 9, state: "07")
    #expect(peers(udp: clients + any + own, udp6: both) == [2: [7], 3: [7], 7: [2, 3]])
    #expect(peers(udp: clients + any, udp6: both) == [2: [8], 3: [8], 8: [2, 3]])
    #expect(peers(udp: clients, udp6: both) == [2: [9], 3: [9], 9: [2, 3]])
    #expect(peers(udp: clients, udp6: both, host: Host(socketsForIPv6Only: [9])).isEmpty)
    let client6 = line("\(local6):C000", "\(local6):0035", 4)
    #expect(peers(udp: any, udp6: both + client6, host: Host(socketsForIPv6Only: [9])) == [4: [9], 9: [4]])
  }

  @Test func findsNoServerElsewhere() {
    let any = line("\(any4):0035", "\(any4):0000", 8, state: "07")
    // 10.0.0.8 is another host, 10.0.0.9 this one.
    #expect(peers(udp: any + line("0200000A:C000", "0800000A:0035", 2)).isEmpty)
    #expect(peers(udp: any + line("0200000A:C000", "0900000A:0035", 2)) == [2: [8], 8: [2]])
    #expect(peers(udp: any + line("0200000A:C000", "0200000A:0035", 2)) == [2: [8], 8: [2]])
    // What is sent to a group has no one end.
    let group = line("FB0000E0:0035", "\(any4):0000", 9, state: "07")
    #expect(peers(udp: any + group + line("0200000A:C000", "FB0000E0:0035", 2)).isEmpty)
  }

  private func unixPeers(
    _ messages: [(inode: UInt32, peer: UInt32, pending: [UInt32])]
  ) throws -> SocketPeers {
    var sockets = SocketCollection()
    _ = sockets.addUnix(lines: (1...6).map { SampleTables.unix("\($0)") }.joined())
    var peers = SocketPeers()
    let reports = try messages.map { message in
      let bytes = UnixMessage.bytes(
        inode: message.inode, type: 1, state: 1,
        attributes: [(2, UnixMessage.word(message.peer)), (3, message.pending.flatMap(UnixMessage.word))])
      let report = UnixSocketReport(bytes.span)
      return try #require(report)
    }
    SocketPeerMatcher(sockets).note(reports, in: &peers)
    return peers
  }

  @Test func notesUnixPeers() throws {
    let peers = try unixPeers([(3, 2, []), (1, 2, []), (2, 4, []), (5, 9, [])])
    #expect(peers.unix == [1: [2], 2: [4, 1, 3], 3: [2], 4: [2]])
    #expect(peers.pending.isEmpty)
  }

  @Test func notesUnixPairs() throws {
    let peers = try unixPeers([(1, 2, []), (2, 1, []), (3, 3, [])])
    #expect(peers.unix == [1: [2], 2: [1], 3: [3]])
  }

  @Test func notesWhoWaits() throws {
    let peers = try unixPeers([(4, 0, [8, 5, 1])])
    #expect(peers.pending == [4: [5, 1]])
    #expect(peers.unix == [5: [4], 1: [4]])
  }
}
