import Store
import Testing

@testable import LinuxDialect

/// Tables as the kernel writes them, with sockets of our own invention.
enum SampleTables {
  static let tcpHeader =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
  static let tcp6Header =
    "  sl  local_address                         remote_address                        st tx_queue "
    + "rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
  static let unixHeader = "Num       RefCount Protocol Flags    Type St Inode Path\n"

  static func tcp(
    _ local: String, _ remote: String, state: String = "01", queues: String = "00000000:00000000",
    inode: String
  ) -> String {
    "   7: \(local) \(remote) \(state) \(queues) 00:00000000 00000000  1000        0 \(inode) 1 "
      + "00000000a35d1b83 20 4 30 10 -1                    \n"
  }

  static func unix(
    _ inode: String, _ name: String = "", flags: String = "00000000", type: String = "0001",
    state: String = "03"
  ) -> String {
    "00000000ca62c231: 00000003 00000000 \(flags) \(type) \(state) \(inode)"
      + (name.isEmpty ? "" : " \(name)") + "\n"
  }
}

extension SocketCollection {
  mutating func addTCP(_ lines: String) -> Bool {
    InternetTable.tcp.add(Bytes((SampleTables.tcpHeader + lines).utf8).span, to: &self)
  }

  mutating func addTCP6(_ lines: String) -> Bool {
    InternetTable.tcp6.add(Bytes((SampleTables.tcp6Header + lines).utf8).span, to: &self)
  }

  mutating func addUnix(lines: String) -> Bool {
    UnixTable().add(Bytes((SampleTables.unixHeader + lines).utf8).span, to: &self)
  }

  func internetSocket(_ inode: UInt64) -> InternetSocket? {
    if case .internet(let index) = place(of: inode) { return internet[index] }
    return nil
  }

  func namedSocket(_ inode: UInt64) -> NamedSocket? {
    if case .named(let index) = place(of: inode) { return named[index] }
    return nil
  }

  func string(_ slice: ByteSlice) -> String { String(decoding: Bytes(text[slice]), as: UTF8.self) }
}

/// Has `read` read a table.
func feed(
  _ table: String, to sockets: inout SocketCollection, isKnown: Bool = true,
  location: SourceLocation = #_sourceLocation,
  _ read: (inout SocketCollection, Span<UInt8>) -> Bool
) {
  let bytes = Bytes(table.utf8)
  let outcome = read(&sockets, bytes.span)
  #expect(outcome == isKnown, sourceLocation: location)
}

extension InternetEndpoint {
  var bytes: Bytes { (0..<length).map { address[$0] } }
}

@Suite struct SocketTableTests {
  @Test func readsTCP() throws {
    var sockets = SocketCollection()
    let isKnown = sockets.addTCP(
      SampleTables.tcp(
        "0100007F:1F90", "0A0B0C0D:0050", state: "01", queues: "0000000A:000000FF", inode: "4711"))
    #expect(isKnown)
    let socket = try #require(sockets.internetSocket(4711))
    #expect(socket.info.state == .established)
    #expect(socket.info.sendQueue == 10)
    #expect(socket.info.receiveQueue == 255)
    #expect(socket.info.local?.bytes == [127, 0, 0, 1])
    #expect(socket.info.local?.port == 8080)
    #expect(socket.info.foreign?.bytes == [13, 12, 11, 10])
    #expect(socket.info.foreign?.port == 80)
    #expect(socket.info.foreign?.family == .ipv4)
  }

  @Test func leavesOutEndsThatAreZero() throws {
    var sockets = SocketCollection()
    _ = sockets.addTCP(
      SampleTables.tcp("00000000:0016", "00000000:0000", state: "0A", inode: "5")
        + SampleTables.tcp("00000000:0000", "00000000:0000", state: "07", inode: "6"))
    let listener = try #require(sockets.internetSocket(5))
    #expect(listener.info.local?.isUnspecified == true)
    #expect(listener.info.foreign == nil)
    #expect(try #require(sockets.internetSocket(6)).info.local == nil)
  }

  @Test func readsTCP6() throws {
    var sockets = SocketCollection()
    let loopback = "00000000000000000000000001000000"
    let mapped = "0000000000000000FFFF00000100007F"
    _ = sockets.addTCP6(
      SampleTables.tcp("\(loopback):01BB", "\(loopback):C001", inode: "10")
        + SampleTables.tcp("\(mapped):01BB", "\(mapped):C002", inode: "11"))
    let plain = try #require(sockets.internetSocket(10))
    #expect(plain.isIPv6)
    #expect(plain.info.local?.family == .ipv6)
    #expect(plain.info.local?.bytes == Bytes(repeating: 0, count: 15) + [1])
    let short = try #require(sockets.internetSocket(11))
    #expect(short.isIPv6)
    #expect(short.info.local?.family == .ipv4)
    #expect(short.info.foreign?.bytes == [127, 0, 0, 1])
    #expect(short.info.foreign?.port == 0xc002)
  }

  @Test func refusesAnUnknownHeader() {
    var sockets = SocketCollection()
    let table = "  sl  local_address remote st\n"
    feed(table, to: &sockets, isKnown: false) { InternetTable.tcp.add($1, to: &$0) }
    feed(table, to: &sockets, isKnown: false) { UnixTable().add($1, to: &$0) }
    feed(table, to: &sockets, isKnown: false) { NetlinkTable().add($1, to: &$0) }
    feed("", to: &sockets) { UnixTable().add($1, to: &$0) }
  }

  @Test func skipsMalformedLines() {
    var sockets = SocketCollection()
    let lines = [
      "",
      "   0: 0100007F:1F90",
      "   0: 0100007F:1F90 0100007F:1F91 01 00000000:00000000 00:00000000 00000000 0 0",
      SampleTables.tcp("0100007F:1F9012", "0100007F:1F91", inode: "21"),
      SampleTables.tcp("7F:1F90", "0100007F:1F91", inode: "22"),
      SampleTables.tcp("0100007F:1F90", "0100007F:1F91", inode: "99999999999999999999999"),
      SampleTables.tcp("0100007F:1F90", "0100007F:1F91", state: "11111111111111111", inode: "23"),
      SampleTables.tcp("0100007F:1F90", "0100007F:1F91", state: "-1", inode: "24"),
      SampleTables.tcp("0100007F:1F90", "0100007F:1F91", inode: "0"),
      SampleTables.tcp("0100007F:1F90", "0100007F:1F91", state: "FFF", inode: "25"),
    ]
    let isKnown = sockets.addTCP(lines.joined(separator: "\n"))
    #expect(isKnown)
    #expect(sockets.internet.map(\.inode) == [25])
    #expect(sockets.internet[0].info.state == .unknown(255))
  }

  @Test func keepsTheFirstOfTwo() {
    var sockets = SocketCollection()
    _ = sockets.addTCP(SampleTables.tcp("0100007F:0001", "0100007F:0002", inode: "7"))
    _ = sockets.addUnix(lines: SampleTables.unix("7", "/forged"))
    #expect(sockets.internetSocket(7) != nil)
    #expect(sockets.isDisputed)
  }

  @Test func findsManyInodes() {
    var map = SocketMap()
    for inode in 1...10_000 as ClosedRange<UInt64> {
      _ = map.insert(inode << 20, UInt32(inode))
    }
    let isInsertedAgain = map.insert(5 << 20, 1)
    #expect(!isInsertedAgain)
    let isZeroInserted = map.insert(0, 1)
    #expect(!isZeroInserted)
    #expect(map[0] == nil)
    #expect(map[9_999 << 20] == 9_999)
    #expect(map[3] == nil)
  }
}

@Suite struct SocketUnixTableTests {
  @Test func readsSockets() throws {
    var sockets = SocketCollection()
    let isKnown = sockets.addUnix(
      lines: SampleTables.unix(" 1678")
        + SampleTables.unix("12", "/run/a b:c\td", flags: "00010000", type: "0005", state: "01")
        + SampleTables.unix("13", "@") + SampleTables.unix("14", "  @x  "))
    #expect(isKnown)
    let plain = try #require(sockets.namedSocket(1678))
    #expect(plain.type == .unix)
    #expect(plain.state == .connected)
    #expect(plain.socketType == 1)
    #expect(!plain.isListening)
    #expect(plain.name.isEmpty)
    #expect(sockets.isDisputed)
    #expect(sockets.string(plain.deviceText) == "0x00000000ca62c231")
    let listener = try #require(sockets.namedSocket(12))
    #expect(listener.isListening)
    #expect(listener.socketType == 5)
    #expect(listener.state == .unconnected)
    #expect(sockets.string(listener.name) == "/run/a b:c\td")
    #expect(sockets.string(try #require(sockets.namedSocket(13)).name) == "@")
    #expect(sockets.string(try #require(sockets.namedSocket(14)).name) == "  @x  ")
  }

  @Test func keepsNewlinesInNames() throws {
    var sockets = SocketCollection()
    _ = sockets.addUnix(
      lines: SampleTables.unix("1", "/a\nb\n\nc") + SampleTables.unix("2", "/d")
        + SampleTables.unix("0", "/e\nnobody's") + SampleTables.unix("3") + "stray\n")
    #expect(sockets.named.map(\.inode) == [1, 2, 3])
    #expect(sockets.string(try #require(sockets.namedSocket(1)).name) == "/a\nb\n\nc")
    #expect(sockets.string(try #require(sockets.namedSocket(2)).name) == "/d")
    #expect(try #require(sockets.namedSocket(3)).name.isEmpty)
  }

  @Test func namesAreBytes() throws {
    var sockets = SocketCollection()
    var table = Bytes((SampleTables.unixHeader + SampleTables.unix("1", "/x")).utf8)
    table.removeLast()
    table += [0xff, 0, 0xc3, 0x0a]
    let isKnown = UnixTable().add(table.span, to: &sockets)
    #expect(isKnown)
    let name = try #require(sockets.namedSocket(1)).name
    #expect(Bytes(sockets.text[name]) == [0x2f, 0x78, 0xff, 0, 0xc3])
  }

  /// A line in a name, for a socket that has another name, none in this table, or none at all.
  @Test("forged lines", arguments: ["before", "after", "alone"])
  func leavesOutForgedLines(place: String) throws {
    let victim = SampleTables.unix("77", "/run/real", flags: "00010000", state: "01")
    let name = "@x\n" + SampleTables.unix("77", "/run/forged").dropLast()
    let forger = SampleTables.unix("50", name) + SampleTables.unix("0", name)
    var lines = SampleTables.unix("51", "/run/with a name that is much too long for another line in it")
    if place == "after" { lines += victim }
    lines += forger
    if place == "before" { lines += victim }
    var sockets = SocketCollection()
    _ = sockets.addUnix(lines: lines)
    #expect(sockets.isDisputed)

    var names = UnixNames()
    for (inode, name) in [(50, name), (51, ""), (77, "/run/real")] where place != "alone" || inode != 77 {
      let message = UnixMessage.bytes(
        inode: UInt32(inode), type: 1, state: 10, attributes: [(0, Bytes((name + "\0").utf8))])
      let report = UnixSocketReport(message.span)
      names.add(try #require(report))
    }
    sockets = SocketCollection()
    _ = UnixTable().add(Bytes((SampleTables.unixHeader + lines).utf8).span, names: names, to: &sockets)
    #expect(sockets.string(try #require(sockets.namedSocket(50)).name) == name)
    #expect(sockets.named.count == (place == "alone" ? 2 : 3))
    if place == "alone" { return }
    let socket = try #require(sockets.namedSocket(77))
    #expect(sockets.string(socket.name) == "/run/real")
    #expect(socket.isListening)
  }

  @Test func longNamesCannotForge() {
    var sockets = SocketCollection()
    let name = "/run/" + String(repeating: "x", count: 60)
    _ = sockets.addUnix(
      lines: SampleTables.unix("1", name) + SampleTables.unix("2", name) + SampleTables.unix("3"))
    #expect(!sockets.isDisputed)
  }
}

/// No bytes may stop a reader: every table is fed with mutilated copies of all of them.
@Suite struct SocketTableRobustnessTests {
  @Test func survivesAnyBytes() {
    var random = SeededGenerator(state: 20_260_101)
    let samples = RareTables.all.map { Bytes($0.utf8) }
    for round in 0..<4_000 {
      var table = samples[round % samples.count]
      for _ in 0..<Int.random(in: 0...12, using: &random) where !table.isEmpty {
        let place = Int.random(in: 0..<table.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: table[place] = UInt8.random(in: .min ... .max, using: &random)
        case 1: table.remove(at: place)
        case 2: table.insert(contentsOf: table[place..<min(place + 40, table.count)], at: place)
        default: table.removeSubrange(place..<min(place + 30, table.count))
        }
      }
      var sockets = SocketCollection(keepsUnaccepted: true)
      _ = InternetTable.udp.add(table.span, to: &sockets)
      _ = InternetTable.udp6.add(table.span, to: &sockets)
      _ = UnixTable().add(table.span, to: &sockets)
      _ = RawTable.raw.add(table.span, to: &sockets)
      _ = RawTable.raw6.add(table.span, to: &sockets)
      _ = NetlinkTable().add(table.span, to: &sockets)
      _ = PacketTable().add(table.span, to: &sockets)
      _ = AX25Table().add(table.span, to: &sockets)
      _ = IPXTable().add(table.span, to: &sockets)
      _ = SCTPTable().add(associations: table.span, endpoints: table.span, to: &sockets)
      _ = InternetPeerMatcher(sockets).peers()
      _ = SockDiag.readMessages(table.span) { _ = UnixSocketReport($0) }
      for socket in sockets.named { _ = sockets.text[socket.name].count }
    }
  }
}

/// The same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}
