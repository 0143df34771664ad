import Misc
import Store
import Testing

@testable import Report

@Suite struct GraphTests {
  /// Processes 1, 2, 3 ... with what each has open.
  private struct Fixture {
    var batch = Batch()
    var peers = SocketPeers()

    mutating func process(_ pid: Int32, _ files: [(inout Batch) -> OpenFile]) {
      var process = ProcessRecord(pid: pid)
      process.command = batch.names.append(Bytes("c".utf8) + Bytes("\(pid)".utf8))
      let start = batch.files.count
      for (number, make) in files.enumerated() {
        var file = make(&batch)
        file.number = Int32(number)
        batch.files.append(file)
      }
      process.files = start..<batch.files.count
      batch.processes.append(process)
    }

    /// Edges as `1>2 pipe`; a junction has its label in place of a number.
    func edges(listing selectors: Selectors? = nil) -> [String] {
      var selection = Selection()
      if let selectors {
        selection.isEverything = false
        selection.selectors = selectors
      }
      var builder = GraphBuilder()
      for process in batch.processes { builder.add(process, of: batch, selection) }
      let graph = builder.graph(peers)
      func name(_ channel: Graph.Channel, _ count: Int) -> String {
        "\(channel.kind)" + (channel.name.isEmpty ? "" : " " + String(decoding: channel.name, as: UTF8.self))
          + (count > 1 ? " x\(count)" : "")
      }
      return graph.edges.map { edge in
        let ends = [edge.from, edge.to].map { index in
          switch graph.nodes[index] {
          case .process(let process): "\(process.pid)"
          case .junction(let channel, let count): "(\(name(channel, count)))"
          }
        }
        let arrow = [Graph.Direction.none: "-", .forward: ">", .both: "="][edge.direction] ?? "?"
        return ends[0] + arrow + ends[1] + " " + name(edge.channel, edge.count)
      }
    }
  }

  private typealias Make = (inout Batch) -> OpenFile

  private func file(
    _ kind: EndpointKind, _ key: UInt64, _ access: Access = .readWrite, name: String = "", device: UInt64 = 1,
    isSelected: Bool = true, info: SocketInfo? = nil
  ) -> Make {
    { batch in
      var file = OpenFile(.number)
      file.endpoint = kind
      file.endpointKey = key
      file.device = DeviceNumber(rawValue: device)
      file.access = access
      file.name = batch.names.append(Bytes(name.utf8))
      file.selected = isSelected ? [.everything, .pid] : []
      if let info {
        file.socket = Int32(batch.sockets.count)
        batch.sockets.append(info)
      }
      return file
    }
  }

  private func unix(_ inode: UInt64, _ name: String = "", listens: Bool = false) -> Make {
    var info = SocketInfo(transport: .unix)
    info.isListening = listens
    return file(.unix, inode, name: (name.isEmpty ? "" : name + " ") + "type=STREAM", info: info)
  }

  private func internet(
    _ inode: UInt64, _ transport: SocketInfo.Transport, _ port: UInt16, isConnected: Bool = true
  ) -> Make {
    let any = InternetEndpoint(family: .ipv4, address: .init(repeating: 0), port: port)
    var info = SocketInfo(transport: transport)
    info.local = any
    info.foreign = isConnected ? any : nil
    info.state = isConnected ? .established : transport == .tcp ? .listen : .close
    return file(.internet, inode, info: info)
  }

  @Test("a pipe leads from who writes to who reads, once for each pair of processes")
  func pipes() {
    var fixture = Fixture()
    fixture.process(1, [file(.pipe, 7, .write, name: "pipe"), file(.pipe, 8, .read, name: "pipe")])
    fixture.process(2, [file(.pipe, 7, .read, name: "pipe"), file(.pipe, 8, .write, name: "pipe")])
    fixture.process(3, [file(.pipe, 9, .write, name: "/f"), file(.pipe, 5, .write), file(.pipe, 6, .write)])
    fixture.process(
      4, [file(.pipe, 9, .readWrite, name: "/f"), file(.pipe, 5, .read), file(.pipe, 6, .read)])
    #expect(fixture.edges() == ["1>2 pipe", "2>1 pipe", "3>4 pipe x2", "3>4 fifo /f"])
  }

  @Test("inodes of two file systems, and the two ends in one process, join nothing")
  func strangers() {
    var fixture = Fixture()
    fixture.process(1, [file(.pipe, 7, .write), file(.pipe, 7, .read), file(.messageQueue, 3)])
    fixture.process(2, [file(.pipe, 7, .read, device: 2), file(.eventfd, 3), file(.file, 3)])
    #expect(fixture.edges().isEmpty)
  }

  @Test("what more than two hold is a node; what the same ones hold is the same node")
  func junctions() {
    var fixture = Fixture()
    fixture.process(1, [file(.pipe, 7, .write), file(.pipe, 8, .write), file(.eventfd, 1)])
    fixture.process(2, [file(.pipe, 7, .read), file(.pipe, 8, .read), file(.eventfd, 1)])
    fixture.process(3, [file(.pipe, 7, .read), file(.pipe, 8, .read)])
    #expect(
      fixture.edges() == ["1=2 eventfd", "1>(pipe x2) pipe", "(pipe x2)>2 pipe", "(pipe x2)>3 pipe"])
  }

  @Test("edges are as many as descriptors, not as pairs of them")
  func linear() {
    var fixture = Fixture()
    for pid in 1...Int32(100) { fixture.process(pid, [file(.pipe, 7, .readWrite)]) }
    #expect(fixture.edges().count == 100)
  }

  @Test("a terminal leads from its master to its slaves")
  func terminals() {
    let key = TerminalKey(index: 4, on: DeviceNumber(rawValue: 9)).rawValue
    var fixture = Fixture()
    fixture.process(1, [file(.terminalSlave, key), file(.terminalSlave, key)])
    fixture.process(2, [file(.terminalMaster, key)])
    #expect(fixture.edges() == ["2>1 terminal pts/4"])
    fixture.process(3, [file(.terminalSlave, key)])
    #expect(
      fixture.edges() == [
        "2>(terminal pts/4) terminal pts/4", "(terminal pts/4)>1 terminal pts/4",
        "(terminal pts/4)>3 terminal pts/4",
      ])
  }

  @Test("a client leads to its server, by the name or port of that")
  func clients() {
    var fixture = Fixture()
    fixture.process(
      1,
      [
        unix(10, "/s", listens: true), unix(11, "/s"), unix(12, "/s"),
        internet(20, .tcp, 80, isConnected: false),
      ])
    fixture.process(2, [unix(21), unix(22, "@mine"), internet(23, .tcp, 4000), internet(24, .udp, 4001)])
    fixture.process(3, [internet(30, .tcp, 80), internet(31, .udp, 53, isConnected: false), unix(32)])
    fixture.process(4, [unix(40), internet(41, .tcp, 5000)])
    fixture.process(5, [internet(50, .tcp, 6000)])
    fixture.peers.unix = [11: [21], 21: [11], 12: [22], 22: [12], 32: [40], 40: [32]]
    fixture.peers.internet = [23: [30], 30: [23], 24: [31], 31: [24], 41: [50], 50: [41]]
    #expect(
      fixture.edges() == [
        "2>1 unix /s x2", "2>3 tcp 80", "2>3 udp 53", "3-4 unix", "4-5 tcp 5000-6000",
      ])
  }

  @Test("an end that several share is a node, but not where only two processes have both")
  func sharedEnds() {
    var fixture = Fixture()
    fixture.process(1, [unix(10, "/s"), unix(50)])
    fixture.process(2, [unix(10, "/s"), unix(50), unix(51)])
    fixture.process(3, [unix(30)])
    fixture.process(4, [unix(40)])
    fixture.peers.unix = [10: [30, 40], 30: [10], 40: [10], 50: [51], 51: [50]]
    #expect(
      fixture.edges() == [
        "1-2 unix", "1-(unix /s) unix /s", "2-(unix /s) unix /s", "3>(unix /s) unix /s",
        "4>(unix /s) unix /s",
      ])
  }

  @Test("what isn't selected is drawn where it is joined to what is")
  func neighbours() {
    var fixture = Fixture()
    fixture.process(1, [file(.pipe, 7, .write)])
    fixture.process(2, [file(.pipe, 7, .read, isSelected: false), file(.pipe, 8, .write, isSelected: false)])
    fixture.process(3, [file(.pipe, 8, .read, isSelected: false)])
    #expect(fixture.edges(listing: .pid) == ["1>2 pipe"])
  }

  @Test("nothing in a name ends the quotes of a label")
  func quotes() {
    func quoted(_ notation: (some GraphNotation).Type, _ text: String) -> String {
      var buffer = ByteBuffer()
      let bytes = Bytes(text.utf8)
      notation.quote(bytes.span, to: &buffer)
      return String(decoding: buffer.bytes, as: UTF8.self)
    }
    #expect(quoted(DOTNotation.self, "a\"]; b\\N\\") == "a\\\"]; b\\\\N\\\\")
    #expect(quoted(DOTNotation.self, "&quot; é") == "&amp;quot; é")
    #expect(quoted(MermaidNotation.self, "/a_b.c D9é") == "/a_b.c D9é")
    #expect(quoted(MermaidNotation.self, "\"]%%{a}") == "#34;#93;#37;#37;#123;a#125;")
    for byte in UInt8(0x20)..<0x7f {
      let text = quoted(MermaidNotation.self, String(Character(UnicodeScalar(byte))))
      #expect(text == "#\(byte);" || text.allSatisfy { $0.isLetter || $0.isNumber || " ./_".contains($0) })
    }
  }
}
