import Store
import Testing

@testable import LinuxDialect

/// One table of each kind.
enum RareTables {
  static let raw =
    SampleTables.tcpHeader
    + " 255: 00000000:00FF 0100007F:0000 07 00000000:00000000 00:00000000 00000000     0        0 901 2 "
    + "00000000d2c3 0\n"
  static let raw6 =
    SampleTables.tcp6Header
    + "  58: 00000000000000000000000000000000:003A 00000000000000000000000000000000:0000 07 "
    + "00000000:00000000 00:00000000 00000000     0        0 902 2 00000000aaaa 0\n"
  static let netlink =
    "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n"
    + "0000000083eb37ee 0   0          00000000 0        0        0     2        0        4\n"
    + "0000000083eb37ef 17  0          00000000 0        0        0     2        0        5\n"
    + "0000000083eb37ef 16  71         00000000 0        0        0     2        0        6       \n"
    + "0000000083eb37ef 99  71         00000000 0        0        0     2        0        7x      \n"
  static let packet =
    "sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n"
    + "00000000b8c7a40b 3      3    0003   2     1 0      0      301\n"
    + "00000000b8c7a40c 3      2    9000   2     1 0      0      302\n"
    + "00000000b8c7a40d 3      12   1234   2     1 0      0      303\n"
  static let ax25 =
    "00000000b8c7a40b ax0 N0CALL-1 N0CALL-2,RELAY 3 0 0 0 0 10 0 3 0 300 0 0 0 10 5 2 256 17 18 401\n"
    + "00000000b8c7a40b ??? N0CALL-1 * 9 0 0 0 0 10 0 3 0 300 0 0 0 10 5 2 256 0 0 402\n"
  static let ipx =
    "Local_Address              Remote_Address              Tx_Queue  Rx_Queue  State  Uid  Inode\n"
    + "00000100:4000              00000200:4001               0000000A  0000001B  01     000  501\n"
    + "00000100:4002              Not_Connected               00000000  00000000  07     000  502\n"
  static let associations =
    " ASSOC     SOCK   STY SST ST HBKT ASSOC-ID TX_QUEUE RX_QUEUE UID INODE LPORT RPORT LADDRS <-> RADDRS "
    + "HBINT INS OUTS MAXRT T1X T2X RTXC wmema wmemq sndbuf rcvbuf\n"
    + "a1 b1 2 1 3 0 11 0 0 0 601 7000 40001 127.0.0.1 10.0.0.1 <-> *127.0.0.1 10.0.0.1 7500 10 10 0 0 0 0\n"
    + "a2 b1 2 1 3 0 12 0 0 0 601 7000 40002 127.0.0.1 10.0.0.1 <-> *127.0.0.1 7500 10 10 0 0 0 0\n"
    + "a3 b2 2 1 3 0 13 0 0 0 602 7001 40003 ::1 <-> *::1 7500 10 10 0 0 0 0\n"
  static let endpoints =
    " ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS\n"
    + "e1 b1 0 10 11 7000 0 601 127.0.0.1 10.0.0.1\n" + "e2 b3 0 10 11 7002 0 603 0.0.0.0\n"

  static let all = [
    raw, raw6, netlink, packet, ax25, ipx, associations, endpoints,
    SampleTables.tcpHeader + SampleTables.tcp("0100007F:1F90", "0100007F:0050", inode: "1"),
    SampleTables.tcp6Header
      + SampleTables.tcp(
        "0000000000000000FFFF00000100007F:01BB", "0000000000000000FFFF00000100007F:C002", inode: "2"),
    SampleTables.unixHeader + SampleTables.unix("3", "/a") + SampleTables.unix("4", "@b"),
  ]
}

@Suite struct SocketRareTableTests {
  private func name(_ sockets: SocketCollection, _ inode: UInt64) -> String? {
    sockets.namedSocket(inode).map { sockets.string($0.name) }
  }

  @Test func readsRaw() {
    var sockets = SocketCollection()
    feed(RareTables.raw, to: &sockets) { RawTable.raw.add($1, to: &$0) }
    #expect(name(sockets, 901) == "00000000:00FF->0100007F:0000 st=07")
    var pings = SocketCollection()
    feed(RareTables.raw, to: &pings) { RawTable.icmp.add($1, to: &$0) }
    #expect(name(pings, 901) == "00000000:00FF->0100007F:0000")
    feed(RareTables.raw6, to: &sockets) { RawTable.raw6.add($1, to: &$0) }
    let zeros = String(repeating: "0", count: 32)
    #expect(name(sockets, 902) == "\(zeros):003A->\(zeros):0000 st=07")
  }

  @Test func readsNetlink() {
    var sockets = SocketCollection()
    feed(RareTables.netlink, to: &sockets) { NetlinkTable().add($1, to: &$0) }
    #expect(name(sockets, 4) == "ROUTE")
    #expect(name(sockets, 5) == "unknown protocol: 17")
    #expect(name(sockets, 6) == "GENERIC")
    #expect(name(sockets, 7) == nil)
    #expect(NetlinkProtocolNames.name(of: 4).map { "\($0)" } == "INET_DIAG")
    #expect(NetlinkProtocolNames.name(of: .max) == nil)
  }

  @Test func readsPacket() throws {
    var sockets = SocketCollection()
    feed(RareTables.packet, to: &sockets) { PacketTable().add($1, to: &$0) }
    let all = try #require(sockets.namedSocket(301))
    #expect(sockets.string(all.name) == "type=SOCK_RAW")
    #expect(sockets.string(all.protocolName) == "ALL")
    #expect(sockets.string(all.deviceText) == "301")
    let loopback = try #require(sockets.namedSocket(302))
    #expect(sockets.string(loopback.name) == "type=SOCK_DGRAM")
    #expect(sockets.string(loopback.protocolName) == "LOOPBAC")
    let unknown = try #require(sockets.namedSocket(303))
    #expect(sockets.string(unknown.name) == "type=unknown")
    #expect(sockets.string(unknown.protocolName) == "4660")
  }

  @Test func readsAX25AndIPX() throws {
    var sockets = SocketCollection()
    feed(RareTables.ax25, to: &sockets) { AX25Table().add($1, to: &$0) }
    let connected = try #require(sockets.namedSocket(401))
    #expect(sockets.string(connected.deviceText) == "ax0")
    let words = "N0CALL-1->N0CALL-2,RELAY (Sq=17 Rq=18 State=3, ESTABLISHED)"
    #expect(sockets.string(connected.addition) == words)
    let other = try #require(sockets.namedSocket(402))
    #expect(sockets.string(other.addition) == "N0CALL-1 (Sq=0 Rq=0 State=9)")
    feed(RareTables.ipx, to: &sockets) { IPXTable().add($1, to: &$0) }
    let ipx = try #require(sockets.namedSocket(501))
    #expect(sockets.string(ipx.name) == "00000100:4000->00000200:4001")
    #expect(sockets.string(ipx.addition) == "(Tx=a Rx=1b State=01)")
    #expect(name(sockets, 502) == "00000100:4002")
  }

  @Test func readsSCTP() {
    var sockets = SocketCollection()
    let known = SCTPTable().add(
      associations: Bytes(RareTables.associations.utf8).span,
      endpoints: Bytes(RareTables.endpoints.utf8).span, to: &sockets)
    #expect(known == (true, true))
    let both =
      "ASSOC+ENDPT: a1,a2,e1,11,12 127.0.0.1,10.0.0.1[7000]<->*127.0.0.1,10.0.0.1[40001,40002]"
    #expect(name(sockets, 601) == both)
    #expect(name(sockets, 602) == "ASSOC: a3,13 ::1[7001]<->*::1[40003]")
    #expect(name(sockets, 603) == "ENDPT: e2 0.0.0.0[7002]")
  }
}

/// Messages of sock_diag(7), byte by byte.
enum UnixMessage {
  /// A `struct unix_diag_msg` with attributes.
  static func bytes(
    inode: UInt32, type: UInt8, state: UInt8, attributes: [(type: UInt16, value: Bytes)] = []
  ) -> Bytes {
    var message: Bytes = [1, type, state, 0] + word(inode) + word(0) + word(0)
    for attribute in attributes {
      let length = UInt16(attribute.value.count + 4)
      message += half(length) + half(attribute.type) + attribute.value
      while message.count % 4 != 0 { message.append(0) }
    }
    return message
  }

  static func datagram(_ messages: [(type: UInt16, body: Bytes)]) -> Bytes {
    messages.reduce(into: []) { datagram, message in
      datagram += word(UInt32(message.body.count + 16)) + half(message.type)
      datagram += half(0) + word(0) + word(0) + message.body
    }
  }

  static func word(_ value: UInt32) -> Bytes { withUnsafeBytes(of: value) { Bytes($0) } }
  private static func half(_ value: UInt16) -> Bytes { withUnsafeBytes(of: value) { Bytes($0) } }
}

@Suite struct SocketUnixDumpTests {
  @Test func readsReports() {
    let listener = UnixMessage.bytes(
      inode: 5, type: 1, state: 10,
      attributes: [(0, Bytes("/run/x\0".utf8)), (3, UnixMessage.word(8) + UnixMessage.word(9))])
    let client = UnixMessage.bytes(
      inode: 8, type: 1, state: 1, attributes: [(0, [0, 0x61, 0, 0x62]), (2, UnixMessage.word(4))])
    let datagram = UnixMessage.datagram([(20, listener), (20, client), (3, [0, 0, 0, 0])])
    var reports: [UnixSocketReport] = []
    let progress = SockDiag.readMessages(datagram.span) {
      if let report = UnixSocketReport($0) { reports.append(report) }
    }
    #expect(progress == .done)
    #expect(reports.map(\.inode) == [5, 8])
    #expect(reports[0].name == Bytes("/run/x".utf8))
    #expect(reports[0].pending == [8, 9])
    #expect(reports[1].name == Bytes("\0a\0b".utf8) && reports[1].shownName == Bytes("@a@b".utf8))
    #expect(reports[1].peer == 4)
  }

  @Test func tellsErrors() {
    let datagram = UnixMessage.datagram([(2, UnixMessage.word(UInt32(bitPattern: -2)))])
    let progress = SockDiag.readMessages(datagram.span) { _ in }
    #expect(progress == .failed(.noEntry))
    let cut = UnixMessage.datagram([(3, UnixMessage.word(UInt32(bitPattern: -2)))])
    #expect(SockDiag.readMessages(cut.span) { _ in } == .failed(.noEntry))
    let short = SockDiag.readMessages(([1, 2, 3] as Bytes).span) { _ in }
    #expect(short == .more)
  }
}
