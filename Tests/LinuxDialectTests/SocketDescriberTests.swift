import Misc
import Node
import Store
import Testing

@testable import LinuxDialect

/// Knows the files it is given and counts how often it is asked.
private struct FakeProbe: PathProbe {
  var files: [Bytes: FileStatus] = [:]

  func status(of path: Bytes, followsLinks: Bool) -> Result<FileStatus, SystemError> {
    files[path].map { .success($0) } ?? .failure(.noEntry)
  }

  func link(at path: Bytes) -> Result<Bytes, SystemError> { .failure(.noEntry) }
}

private struct Bench {
  var request = Request(programName: Bytes("lsof"), warns: true)
  var sockets = SocketCollection()
  var peers = SocketPeers()
  var files: UnixSocketFiles?
  var probe = FakeProbe()

  var describer: SocketDescriber {
    SocketDescriber(
      request: request, tables: SocketTables(sockets, peers: peers),
      names: NameIndex(request.selection.files), probe: probe, files: files)
  }

  /// A row and the arena of its names, or nil where the socket isn't known.
  func describe(_ inode: UInt64) -> Row? {
    var row = Row(searchMatches: SearchMatches(request.selection))
    let device = DeviceNumber(rawValue: 8)
    let isKnown = describer.describe(
      &row.file, inode: inode, device: device, batch: &row.batch, searchMatches: &row.searchMatches)
    return isKnown ? row : nil
  }

  /// The inodes that are candidates, of those given.
  func candidates(_ inodes: [UInt64]) -> [UInt64] {
    let candidates = describer.candidates()
    var searchMatches = SearchMatches(request.selection)
    return inodes.filter { candidates.contains($0, &searchMatches) }
  }
}

private struct Row {
  var file = OpenFile(.number, number: 3)
  var batch = Batch()
  var searchMatches: SearchMatches

  func text(_ slice: KeyPath<OpenFile, ByteSlice>) -> String {
    String(decoding: Bytes(batch.names[file[keyPath: slice]]), as: UTF8.self)
  }
}

private let tcpLines =
  SampleTables.tcp("00000000:0016", "00000000:0000", state: "0A", inode: "1")
  + SampleTables.tcp("0100007F:0016", "0100007F:C000", inode: "2")
  + SampleTables.tcp("0100007F:C000", "0100007F:0016", inode: "3")
private let mappedLine = SampleTables.tcp(
  "0000000000000000FFFF00000100007F:01BB", "0000000000000000FFFF00000100007F:C002", inode: "4")

private func bench(_ selectors: Selectors, _ change: (inout Selection) -> Void = { _ in }) -> Bench {
  var bench = Bench()
  bench.request.selection.isEverything = selectors.isEmpty
  bench.request.selection.selectors = selectors.isEmpty ? .everything : selectors
  change(&bench.request.selection)
  _ = bench.sockets.addTCP(tcpLines)
  _ = bench.sockets.addTCP6(mappedLine)
  feed(
    SampleTables.tcpHeader + SampleTables.tcp("0100007F:0035", "00000000:0000", state: "07", inode: "5"),
    to: &bench.sockets
  ) { InternetTable.udp.add($1, to: &$0) }
  _ = bench.sockets.addUnix(
    lines: SampleTables.unix("11", "/run/s", flags: "00010000", state: "01")
      + SampleTables.unix("12") + SampleTables.unix("13", "@a", type: "0002"))
  return bench
}

@Suite struct SocketDescriberTests {
  @Test func showsInternetSockets() throws {
    let row = try #require(bench([]).describe(2))
    #expect(row.file.type == .ipv4)
    #expect(row.file.nodeColumn == .protocolName)
    #expect(row.text(\.protocolName) == "TCP")
    #expect(row.text(\.deviceText) == "2")
    #expect(row.text(\.name).isEmpty)
    #expect(!row.file.known.contains(.inode))
    #expect(row.batch.sockets[Int(row.file.socket)].local?.port == 22)
    let mapped = try #require(bench([]).describe(4))
    #expect(mapped.file.type == .ipv6)
    #expect(mapped.batch.sockets[0].local?.family == .ipv4)
    #expect(try #require(bench([]).describe(5)).text(\.protocolName) == "UDP")
  }

  @Test func showsUnixSockets() throws {
    let row = try #require(bench([]).describe(11))
    #expect(row.file.type == .unix)
    #expect(row.text(\.name) == "/run/s type=STREAM")
    #expect(row.text(\.deviceText) == "0x00000000ca62c231")
    #expect(row.file.inode == 11)
    #expect(row.file.known == .inode)
    #expect(row.batch.sockets[0].isListening)
    #expect(try #require(bench([]).describe(12)).text(\.name) == "type=STREAM")
    #expect(try #require(bench([]).describe(13)).text(\.name) == "@a type=DGRAM")
  }

  @Test func showsUnidentifiedSockets() {
    var bench = bench([])
    #expect(bench.describe(99) == nil)
    for (skips, words) in [
      (false, "can't identify protocol"), (true, "can't identify protocol (-X specified)"),
    ] {
      bench.request.selection.skipsInternetTables = skips
      var row = Row(searchMatches: SearchMatches(bench.request.selection))
      bench.describer.describeUnidentified(
        &row.file, inode: 99, SocketFile(device: DeviceNumber(rawValue: 8), protocolName: nil),
        bound: BoundSockets(canAsk: false), virtual: VirtualSockets(canAsk: false), batch: &row.batch,
        searchMatches: &row.searchMatches)
      #expect(row.file.type == .socket)
      #expect(row.file.known == [.device, .inode])
      #expect(row.text(\.name) == words)
    }
  }

  @Test func selectsByFamilyAndState() throws {
    let all = bench(.internet) { $0.internet = true }
    #expect(all.candidates([1, 2, 3, 4, 5, 11, 99]) == [1, 2, 3, 4, 5])
    #expect(try #require(all.describe(1)).file.selected == .internet)
    #expect(try #require(all.describe(1)).searchMatches.internet)
    #expect(try #require(all.describe(11)).file.selected.isEmpty)

    let six = bench(.internet) {
      $0.internet = true
      $0.internetFamily = .ipv6
    }
    #expect(six.candidates([1, 2, 3, 4, 5]) == [4])

    let listeners = bench(.internet) {
      $0.internet = true
      $0.tcpStates.included = [.listen]
    }
    #expect(listeners.candidates([1, 2, 3, 4, 5]) == [1])
    #expect(try #require(listeners.describe(5)).file.selected == .excluded)
    #expect(try #require(listeners.describe(1)).searchMatches.tcpStates == [.listen])

    let others = bench(.internet) {
      $0.internet = true
      $0.udpStates.excluded = [.close, .established]
    }
    #expect(others.candidates([1, 2, 3, 4, 5]) == [1, 2, 3, 4])
  }

  @Test func meetsStatesOfOtherSockets() {
    var target = AddressTarget(argument: Bytes(":22"))
    target.ports = 22...22
    let both = bench(.address) {
      $0.addresses = [target]
      $0.tcpStates.included = [.listen, .established]
    }
    var searchMatches = SearchMatches(both.request.selection)
    let candidates = both.describer.candidates()
    #expect(!candidates.contains(4, &searchMatches))
    #expect(searchMatches.tcpStates == [.established])
    #expect(searchMatches.addresses == [false])
    #expect(!candidates.isEmpty)
  }

  @Test func requiresAllSelectors() {
    let none = bench([.internet, .unix]) {
      $0.internet = true
      $0.unix = true
      $0.requiresAll = true
    }
    #expect(none.candidates([1, 11]).isEmpty)
    // What isn't listed is found nevertheless.
    var searchMatches = SearchMatches(none.request.selection)
    #expect(!none.describer.candidates().contains(1, &searchMatches))
    #expect(searchMatches.internet)
    let either = bench([.internet, .unix]) {
      $0.internet = true
      $0.unix = true
    }
    #expect(either.candidates([1, 11, 12]) == [1, 11, 12])
  }

  @Test func findsNamedSockets() throws {
    let identity = FileIdentity(device: DeviceNumber(rawValue: 1), inode: 5)
    let named = { (argument: String, path: String, isSocket: Bool) in
      bench(.name) {
        $0.files = [
          FileTarget(
            argument: Bytes(argument.utf8), path: Bytes(path.utf8), identity: identity, isFileSystem: false,
            isSocket: isSocket)
        ]
      }
    }
    var through = named("/var/run/s", "/elsewhere/s", true)
    #expect(try #require(through.describe(11)).file.selected.isEmpty)
    #expect(through.describer.candidates().isEmpty)
    var status = try FileStatus.of("/dev/null").get()
    status.device = identity.device
    status.inode = identity.inode
    through.probe.files[Bytes("/run/s")] = status
    #expect(try #require(through.describe(11)).file.selected.isEmpty)
    status.mode = 0o140777
    through.probe.files[Bytes("/run/s")] = status
    #expect(try #require(through.describe(11)).file.selected == .name)
    #expect(try #require(through.describe(11)).searchMatches.files == [true])
    #expect(through.candidates([11, 12, 13]) == [11])
    #expect(try #require(named("/run/s", "/x/y", true).describe(11)).file.selected == .name)
    // An argument that happens to be called like the links of sockets finds none of them.
    #expect(try #require(named("socket", "/x/socket", true).describe(12)).file.selected.isEmpty)
    // The name is that of another file.
    #expect(try #require(named("/run/s", "/x/y", false).describe(11)).file.selected.isEmpty)
    #expect(named("/run/s", "/run/s", false).describer.candidates().isEmpty)
  }

  @Test func whereTheKernelTellsTheFileNoPathDoes() throws {
    let target = FileTarget(
      argument: Bytes("@a"), path: Bytes("/x/@a"),
      identity: FileIdentity(device: DeviceNumber(rawValue: 1), inode: 5), isFileSystem: false,
      isSocket: true)
    let bench = bench(.name) { $0.files = [target] }
    #expect(try #require(bench.describe(13)).file.selected == .name)
    var told = bench
    told.files = UnixSocketFiles()
    #expect(try #require(told.describe(13)).file.selected.isEmpty)
  }
}

@Suite struct SocketNeedsTests {
  private func families(
    _ selectors: Selectors, _ change: (inout Selection) -> Void = { _ in }
  ) -> SocketFamilies {
    var selection = Selection()
    selection.isEverything = selectors.isEmpty
    selection.selectors = selectors
    change(&selection)
    return SocketFamilies(neededBy: selection)
  }

  @Test func readsOnlyWhatCanMatch() {
    #expect(families([]) == .all)
    #expect(families(.pid) == .all)
    let file = FileTarget(
      argument: [], path: [], identity: FileIdentity(device: DeviceNumber(rawValue: 1), inode: 5),
      isFileSystem: false)
    #expect(families(.name) { $0.files = [file] } == [])
    #expect(
      families(.name) {
        $0.files = [file, file]
        $0.files[1].isSocket = true
      } == .unix)
    #expect(families([.name, .unix]) { $0.files = [file] } == .unix)
    #expect(families(.nfs) == [])
    #expect(families(.internet) == .internet)
    #expect(families([.internet, .pid]) == .all)
    #expect(families([.internet, .pid]) { $0.requiresAll = true } == .internet)
    #expect(families([.internet, .unix]) { $0.requiresAll = true } == [.internet, .unix])
    #expect(families([.internet, .linkCount]) { $0.requiresAll = true } == .internet)
    #expect(families([.pid, .linkCount]) { $0.requiresAll = true } == [])
    #expect(families([.pid, .linkCount]) == .all)
    #expect(families(.internet) { $0.tcpStates.included = [.listen] } == [.tcp, .tcp6])
    #expect(families(.unix) { $0.tcpStates.included = [.listen] } == [.unix, .tcp, .tcp6])
    #expect(families(.internet) { $0.internetFamily = .ipv6 } == [.tcp6, .udp6, .udplite6])
    #expect(families(.pid) { $0.skipsInternetTables = true } == [.unix, .others])
    var target = AddressTarget(argument: Bytes("UDP"))
    target.transport = .udp
    #expect(families(.address) { $0.addresses = [target] } == [.udp, .udp6])
    target.family = .ipv6
    #expect(families(.address) { $0.addresses = [target] } == .udp6)
    #expect(families([.address, .internet]) { $0.addresses = [target] } == .internet)
  }
}
