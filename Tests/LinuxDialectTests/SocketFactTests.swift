import CSystem
import CTestSystem
import Glibc
import Misc
import Node
import Store
import TestSupport
import Testing

@testable import LinuxDialect

/// What sock_diag(7) and fdinfo tell of sockets beside their endpoints.
@Suite struct SocketFactTests {
  /// An answer about a TCP socket: no endpoints, and these attributes.
  private func facts(_ attributes: Bytes...) -> [String]? {
    let message = Bytes(repeating: 0, count: MemoryLayout<inet_diag_msg>.size) + attributes.joined()
    return TCPFacts(message.span).map(\.shown)
  }

  private func attribute(_ type: Int, _ value: Bytes) -> Bytes {
    let padding = Bytes(repeating: 0, count: (4 - value.count % 4) % 4)
    var attribute = NetlinkAttributes.write(type: type, value) + padding
    attribute[0] = UInt8(4 + value.count)
    return attribute
  }

  /// A `struct tcp_info` as long as kernels before 4.10 have it.
  private func info(state: UInt8, roundTrip: UInt32, variation: UInt32, retransmits: UInt32) -> Bytes {
    var words = [UInt32](repeating: 0, count: 26)
    (words[0], words[17], words[18], words[25]) = (UInt32(state), roundTrip, variation, retransmits)
    return attribute(2, words.withUnsafeBytes { Bytes($0) })
  }

  @Test func connection() {
    let all = facts(
      info(state: 1, roundTrip: 25_000, variation: 13, retransmits: 3), attribute(4, Bytes("cubic\0".utf8)))
    #expect(
      all == [
        "congestionControl=cubic", "roundTrip=25000", "roundTripVariation=13", "retransmits=3",
      ])
  }

  @Test("a listener has no times, nor has who waits for the first answer")
  func unmeasured() {
    #expect(facts(info(state: 10, roundTrip: 5, variation: 5, retransmits: 5)) == [])
    #expect(facts(info(state: 2, roundTrip: 0, variation: 250_000, retransmits: 1)) == ["retransmits=1"])
  }

  @Test("TLS of the kernel, as net/tls/tls_main.c writes it; a number without a name is shown as such")
  func tls() {
    func tls(_ numbers: [UInt16]) -> Bytes {
      let inside = numbers.enumerated().map { index, number in
        attribute(index + 1, Bytes(valueOf: number))
      }
      return attribute(19, attribute(1, Bytes("tls\0".utf8)) + attribute(2, Bytes(inside.joined())))
    }
    #expect(
      facts(tls([0x0304, 51, 2, 3])) == [
        "tlsVersion=1.3", "tlsCipher=aes-gcm-128", "tlsReceives=hw", "tlsSends=sw",
      ])
    #expect(
      facts(tls([0x0303, 999, 1, 4])) == [
        "tlsVersion=1.2", "tlsCipher=999", "tlsReceives=hw-record", "tlsSends=none",
      ])
    #expect(facts(attribute(19, attribute(1, Bytes("tls\0".utf8)))) == [])
  }

  @Test("MPTCP, as net/mptcp/diag.c writes it; nested or not")
  func mptcp() {
    let inside =
      attribute(1, Bytes(valueOf: UInt32(9))) + attribute(2, Bytes(valueOf: UInt32(4_000_000_000)))
      + attribute(8, Bytes(valueOf: UInt32(4)))
    for flag in [0, 0x8000] {
      #expect(
        facts(attribute(19, attribute(3 | flag, inside))) == ["mptcpToken=4000000000", "mptcpSubflows=1"])
    }
  }

  @Test("what a socket has shut down, by RCV_SHUTDOWN and SEND_SHUTDOWN")
  func shutdown() {
    let shown = (0...3).map { facts(attribute(8, [UInt8($0)]))?.first?.suffix(2) }
    #expect(shown == ["rw", "-w", "r-", "--"])
    #expect(facts(attribute(8, [])) == [])
  }

  @Test("sockets between virtual machines, as net/vmw_vsock/diag.c writes them")
  func virtual() {
    func facts(_ words: [UInt32], count: Int = 32) -> [String]? {
      let message: Bytes =
        [40, 1, 10, 2] + words.flatMap { Bytes(valueOf: $0) } + Bytes(repeating: 0, count: 8)
      let socket = VirtualSocket(message.span.extracting(0..<count))
      return socket.map { ["\($0.inode)"] + $0.list.facts.map { "\($0.fact)=\($0.value.shown)" } }
    }
    #expect(
      facts([.max, 1024, .max, .max, 77]) == [
        "77", "socketShutdown=r-", "virtualLocal=*:1024", "virtualLocalContext=4294967295",
        "virtualLocalPort=1024",
      ])
    #expect(
      facts([3, .max, 2, 5, 78]) == [
        "78", "socketShutdown=r-", "virtualLocal=3:*", "virtualLocalContext=3", "virtualLocalPort=4294967295",
        "virtualRemote=host:5", "virtualRemoteContext=2", "virtualRemotePort=5",
      ])
    #expect(facts([0, 1, 1, 1, 1])?[2] == "virtualLocal=hypervisor:1")
    #expect(facts([0, 1, 1, 1, 1], count: 31) == nil)
  }

  @Test("the TCP connections of an MPTCP socket have its inode, and are counted")
  func subflows() throws {
    let message =
      Bytes(repeating: 0, count: MemoryLayout<inet_diag_msg>.size)
      + attribute(19, attribute(3, attribute(2, Bytes(valueOf: UInt32(7)))))
    let facts = TCPFacts(message.span)
    let one = try #require(facts)
    var (sockets, others) = (SocketCollection(), SocketCollection())
    sockets.add(one, of: 5)
    sockets.add(one, of: 5)
    sockets.add(one, of: 0)
    others.add(one, of: 6)
    sockets.append(others)
    #expect(sockets.tcpFacts.mapValues(\.mptcpSubflows) == [5: 2, 6: 1])
  }

  @Test("what is cut short tells nothing")
  func cutShort() {
    let message = Bytes(repeating: 0, count: 71)
    let cut = TCPFacts(message.span)
    #expect(cut == nil)
    #expect(facts(attribute(2, Bytes(repeating: 1, count: 70))) == [])
    #expect(facts(attribute(19, attribute(2, attribute(1, [3])))) == [])
    #expect(facts([200, 0, 2, 0]) == [])
  }

  @Test("extensions are asked for only where they are wanted")
  func request() {
    var filter = TCPFilter(all: Selection())
    #expect(filter.request(family: AF_INET).payload[2] == 0)
    filter.tellsFacts = true
    #expect(filter.request(family: AF_INET).payload[2] == 0b1010)
  }

  @Test func inFlight() {
    var kind: (any FileKind)? = UnixSocket()
    _ = FdInfo(Bytes("pos:\t0\nflags:\t02\nmnt_id:\t10\nino:\t5\nscm_fds: 2\n".utf8).span, &kind)
    var facts = FactList()
    (kind as? UnixSocket)?.addFacts(to: &facts)
    #expect(facts.facts.map { "\($0.fact)=\($0.value.shown)" } == ["descriptorsInFlight=2"])
  }
}

extension TCPFacts {
  fileprivate var shown: [String] { list.facts.map { "\($0.fact)=\($0.value.shown)" } }
}

/// The same of sockets of this process.
@Suite struct LiveSocketFactTests {
  /// `fact=value` of these descriptors.
  private func facts(
    _ numbers: [Int32], for requiredFields: RequiredFields = .ofFacts
  ) throws -> [Int32: [String]] {
    var request = Request(programName: Bytes("lsof"), warns: false)
    request.selection.selectors = .pid
    request.selection.isEverything = false
    request.selection.pids = [IDPattern(id: getpid(), isExcluded: false)]
    var shown: [Int32: [String]] = [:]
    let dialect = LinuxDialect(escaper: Escaper())
    _ = try dialect.scan(request, for: requiredFields.union([.status, .name])) { batch in
      for file in batch.files where numbers.contains(file.number) && file.descriptor == .number {
        let facts = file.details < 0 ? [] : batch.openFileDetails[Int(file.details)].facts
        shown[file.number] = facts.map { fact in
          switch fact.value {
          case .number(let number): "\(fact.fact)=\(number)"
          case .seconds(let nanoseconds): "\(fact.fact)=\(nanoseconds)ns"
          case .text(let text):
            "\(fact.fact)=\(String(decoding: Bytes(batch.names[text]), as: UTF8.self))"
          }
        }
      }
    }
    return shown
  }

  /// A connection over the loopback interface: both ends and their listener; nil where this machine grants none.
  private func connection(protocol number: Int32 = 0, congestion: StaticString? = nil) -> [Int32]? {
    let kind = Int32(SOCK_STREAM.rawValue)
    let (listener, client) = (socket(AF_INET, kind, number), socket(AF_INET, kind, number))
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    if let congestion {
      // TCP_CONGESTION of include/uapi/linux/tcp.h.
      let name = Bytes(congestion)
      _ = name.withUnsafeBytes {
        setsockopt(client, Int32(IPPROTO_TCP), 13, $0.baseAddress!, socklen_t($0.count))
      }
    }
    guard testsystem_bind(listener, &address, length) == 0, listen(listener, 1) == 0,
      testsystem_name(listener, &address, &length) == 0, testsystem_connect(client, &address, length) == 0
    else {
      for descriptor in [listener, client] where descriptor >= 0 { close(descriptor) }
      return nil
    }
    let accepted = testsystem_accept(listener)
    // What is received has been acknowledged: there is a time.
    var byte: UInt8 = 0
    _ = (write(client, &byte, 1), read(accepted, &byte, 1))
    return [client, accepted, listener]
  }

  @Test(.enabled("the kernel would have to load a module") { SockDiag.knows(.tcp) })
  func connection() throws {
    guard let ends = connection(congestion: "reno") else {
      withKnownIssue { Issue.record("this machine permits no connection") }
      return
    }
    defer { for end in ends { close(end) } }
    let facts = try facts(ends)
    let client = try #require(facts[ends[0]])
    #expect(client.contains("congestionControl=reno"))
    let time = client.first { $0.hasPrefix("roundTrip=") }.flatMap { UInt32($0.dropFirst(10)) }
    #expect(time.map { $0 > 0 && $0 < 60_000_000 } == true)
    #expect(client.contains { $0.hasPrefix("retransmits=") } && !client.contains { $0.hasPrefix("mptcp") })
    let listener = try #require(facts[ends[2]])
    #expect(listener.count == 2 && listener[0].hasPrefix("congestionControl="))
    #expect(listener.last == "socketShutdown=rw")
    #expect(Glibc.shutdown(ends[0], Int32(SHUT_WR)) == 0)
    #expect(try self.facts(ends)[ends[0]]?.contains("socketShutdown=r-") == true)
    #expect(try self.facts(ends, for: .facts).allSatisfy { $0.value.isEmpty })
  }

  @Test(.enabled("the kernel would have to load a module") { SockDiag.knows(.tcp) })
  func mptcp() throws {
    // IPPROTO_MPTCP
    guard let ends = connection(protocol: 262) else {
      withKnownIssue { Issue.record("this kernel has no MPTCP") }
      return
    }
    defer { for end in ends { close(end) } }
    let facts = try facts(ends)
    // Older kernels tell only who has CAP_NET_ADMIN, and where TCP has taken over it is none any more.
    for end in ends.prefix(2) {
      let told = try #require(facts[end]).filter { $0.hasPrefix("mptcp") }
      #expect(told.isEmpty || told.count == 2 && told[1] == "mptcpSubflows=1")
    }
  }

  @Test("descriptors in flight are those that nobody has received")
  func inFlight() throws {
    var pair: [Int32] = [0, 0]
    #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    defer { for end in pair { close(end) } }
    #expect(testsystem_send_descriptors(pair[0], pair[0], 2) == 1)
    let facts = try facts(pair, for: [.facts, .descriptorsInFlight])
    // scm_fds came with 5.8.
    if facts[pair[0]] == [] && !fdinfo(of: pair[0]).contains("scm_fds") {
      withKnownIssue { Issue.record("this kernel doesn't tell") }
      return
    }
    #expect(facts[pair[0]] == ["descriptorsInFlight=0"] && facts[pair[1]] == ["descriptorsInFlight=2"])
    #expect(try self.facts(pair, for: [.facts, .tcpFacts])[pair[1]] == [])
  }

  @Test("a UNIX socket has the inode of its peer, and what each of them has shut down")
  func unix() throws {
    var pair: [Int32] = [0, 0]
    #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    let alone = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    defer { for descriptor in pair + [alone] { close(descriptor) } }
    #expect(Glibc.shutdown(pair[0], Int32(SHUT_WR)) == 0)
    var status = stat()
    let inodes = pair.map { fstat($0, &status) == 0 ? status.st_ino : 0 }
    let facts = try facts(pair + [alone])
    #expect(facts[pair[0]]?.suffix(2) == ["socketShutdown=r-", "peerInode=\(inodes[1])"])
    #expect(facts[pair[1]]?.suffix(2) == ["socketShutdown=-w", "peerInode=\(inodes[0])"])
    #expect(facts[alone]?.last == "socketShutdown=rw")
    #expect(try self.facts(pair, for: .facts)[pair[0]] == [])
  }

  private func fdinfo(of number: Int32) -> String {
    var reader = FileReader()
    try? reader.read(Path(Bytes("/proc/self/fdinfo/\(number)".utf8)))
    return String(decoding: Bytes(reader.contents), as: UTF8.self)
  }
}
