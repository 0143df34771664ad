import Store
import TestSupport
import Testing

@testable import Print

@Suite struct JSONTests {
  private func objects(_ bytes: Bytes) throws -> [JSONValue] {
    #expect(bytes.last == 0x0a)
    return try bytes.split(separator: 0x0a).map { try JSONValue(Array($0)) }
  }

  private func firstFile(_ fill: (inout Batch) -> Void) throws -> JSONValue {
    try objects(listingBytes(.plain(.jsonLines), fill))[0]
  }

  @Test func document() {
    let text = listing(.plain(.json)) {
      $0.process(10, command: "a", uid: 4_294_967_294)
      $0.regular(.currentDirectory, -1, "/x", size: 4096) { $0.known.insert(.linkCount) }
      $0.regular(.number, 3, "/y") {
        $0.access = .read
        $0.known.formUnion([.openFlags, .offset])
        $0.openFlags = 0o2000001
        $0.offset = 17
      }
      $0.process(11, tid: 12, task: "t")
      $0.regular(.number, 0, "/z") { $0.known = [] }
      $0.process(13)
      $0.regular(.number, 0, "/not") { $0.selected = [] }
    }
    #expect(
      text == """
        {"lsof_version":"4.99.7","processes":[{"pid":10,"pgid":10,"ppid":1,"command":"a",\
        "uid":4294967294,"files":[{"fd":"cwd","type":"REG","device_number":"0xfe00","size":"4096",\
        "inode":"7","nlink":0,"name":"/x"},{"fd":"3","access":"r","type":"REG",\
        "device_number":"0xfe00","size":"0","offset":"17","inode":"7","flags":"W,CX","name":"/y"}]},\
        {"pid":11,"tid":12,"task_cmd":"t","pgid":11,"ppid":1,"command":"cat","uid":0,"login":"root",\
        "files":[{"fd":"0","type":"REG","inode":"7","name":"/z"}]}]}

        """)
  }

  @Test func lines() throws {
    let text = listing(.plain(.jsonLines)) {
      $0.process(10, command: "a")
      $0.regular(.number, 3, "/y")
      $0.regular(.number, 4, "/y") { $0.known = [] }
    }
    let start = "{\"pid\":10,\"pgid\":10,\"ppid\":1,\"command\":\"a\",\"uid\":0,\"login\":\"root\",\"fd\":"
    let lines = text.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.hasPrefix(start) })
    #expect(lines[1].hasSuffix("\"fd\":\"4\",\"type\":\"REG\",\"inode\":\"7\",\"name\":\"/y\"}"))
  }

  @Test func eachCycleIsOneDocument() throws {
    let bytes = writtenBytes(.plain(.json) { $0.repetition = Repetition() }) {
      for pid in Int32(1)...3 {
        var batch = Batch()
        batch.process(pid)
        batch.regular(.number, 1, "/x")
        $0.add(batch)
        _ = $0.finishCycle()
        $0.writeMarker()
      }
    }
    #expect(try objects(bytes).count == 3)
  }

  @Test func internetSockets() throws {
    let file = try firstFile {
      $0.process(1)
      let local = InternetEndpoint.ipv4(10, 0, 0, 1, port: 22)
      $0.socket(3, .ipv6, "TCP", SocketInfo(.tcp, .established, local, .ipv6(last: 9, port: 65535)))
      $0.files[0].addition = $0.names.append(Bytes("7,sshd,3u"))
    }
    #expect(file["name"]?.string == "10.0.0.1:22->[::9]:65535")
    #expect(file["name_addition"]?.string == "7,sshd,3u")
    #expect(file["local_address"]?.string == "10.0.0.1")
    #expect(file["local_port"]?.number == "22")
    #expect(file["remote_address"]?.string == "::9")
    #expect(file["remote_port"]?.number == "65535")
    #expect(file["protocol"]?.string == "TCP")
    let info = try #require(file["tcp_info"])
    #expect(info["state"]?.string == "ESTABLISHED")
    #expect(info["recv_queue"]?.number == "0")
  }

  @Test func scopesAreMembersOfTheirOwn() throws {
    func file(_ local: InternetEndpoint, interface: UInt32) throws -> JSONValue {
      try firstFile {
        $0.process(1)
        var info = SocketInfo(.tcp, .listen, local, nil)
        info.interface = interface
        $0.socket(3, .ipv6, "TCP", info)
      }
    }
    var local = InternetEndpoint.ipv6(last: 1, port: 22)
    (local.address[0], local.address[1]) = (0xfe, 0x80)
    let scoped = try file(local, interface: 4_000_000_000)
    // No interface has this index, which is shown in its place.
    #expect(scoped["local_scope"]?.string == "4000000000" && scoped["remote_scope"] == nil)
    #expect(scoped["name"]?.string == "[fe80::1]:22" && scoped["local_address"]?.string == "fe80::1")
    #expect(try file(local, interface: 0)["local_scope"] == nil)
    #expect(try file(.ipv6(last: 1, port: 22), interface: 1)["local_scope"] == nil)
  }

  @Test func unixSocketsHaveAState() throws {
    let file = try firstFile {
      $0.process(1)
      $0.socket(3, .unix, "", SocketInfo(.unix, .connected), name: "type=STREAM")
    }
    guard case .object(let members)? = file["tcp_info"] else {
      Issue.record("tcp_info is no object")
      return
    }
    #expect(members.mapValues(\.string) == ["state": "CONNECTED"])
    #expect(file["local_address"] == nil)
  }

  /// A name that says everything wrong that a name can.
  @Test func bytesThatAreNotUTF8() throws {
    let name: Bytes = [0x2f, 0x22, 0x5c, 0x0a, 0x01, 0x7f, 0xc3, 0xa4, 0xff, 0xed, 0xa0, 0x80]
    let file = try firstFile {
      $0.process(1)
      $0.file(.number, 3, name: name)
    }
    let shown = "/\"\\\n\u{1}\u{7f}\u{e4}\u{fffd}\u{fffd}\u{fffd}\u{fffd}"
    #expect(file["name"]?.string == shown)
    #expect(file["name_bytes"]?.string == "2f225c0a017fc3a4ffeda080")
  }

  /// Whatever the bytes, the output parses, and the name can be had back.
  @Test func randomNames() throws {
    var random = SystemRandomNumberGenerator()
    let pieces: [Bytes] = [
      [0x22], [0x5c], [0x00], [0x1f], [0x7f], [0x80], [0xc0, 0xaf], [0xe2, 0x82, 0xac], [0xe2, 0x82],
      [0xf0, 0x9f, 0x98, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xed, 0xbf, 0xbf], [0xef, 0xbf, 0xbd], [0xfe],
    ]
    for _ in 0..<2000 {
      var name: Bytes = []
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        if Bool.random(using: &random) {
          name += pieces.randomElement(using: &random) ?? []
        } else {
          name.append(UInt8.random(in: 0...255, using: &random))
        }
      }
      let file = try firstFile {
        $0.process(1)
        $0.file(.number, 3, name: name)
      }
      let shown = try #require(file["name"]?.string)
      if String(validating: name, as: UTF8.self) != nil {
        #expect(file["name_bytes"] == nil)
        #expect(Bytes(shown.utf8) == name)
      } else {
        let digits = try #require(file["name_bytes"]?.string)
        #expect(digits == name.map { ($0 < 0x10 ? "0" : "") + String($0, radix: 16) }.joined())
        #expect(shown.unicodeScalars.contains("\u{fffd}"))
      }
    }
  }

  @Test func chosenMembersOnly() throws {
    let request = Request.plain(.jsonLines) {
      $0.output.fields = ["s"]
    }
    let text = listing(request) {
      $0.process(1)
      $0.regular(.number, 1, "/x", size: 5)
      $0.socket(2, .ipv4, "TCP", SocketInfo(.tcp, .established, .ipv4(1, 2, 3, 4, port: 5)))
    }
    #expect(text == "{\"pid\":1,\"size\":\"5\"}\n{\"pid\":1}\n")
  }
}
