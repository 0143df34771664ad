import CSystem
import CTestSystem
import Glibc
import Misc
import Store
import Testing

@testable import LinuxDialect

private func request(_ change: (inout Selection) -> Void) -> TCPFilter {
  var selection = Selection()
  selection.isEverything = false
  change(&selection)
  return TCPFilter(neededBy: selection, SocketFamilies(neededBy: selection))
}

private func target(_ ports: ClosedRange<Int>?, _ transport: SocketInfo.Transport? = nil) -> AddressTarget {
  var target = AddressTarget(argument: [])
  target.ports = ports
  target.transport = transport
  return target
}

@Suite struct TCPFilterTests {
  @Test func includesStates() {
    let filter = request {
      $0.selectors = .internet
      $0.internet = true
      $0.tcpStates.included = [.listen, .closed]
    }
    #expect(filter.states == 1 << 10)
    #expect(filter.ports == nil)
  }

  @Test func excludesStates() {
    let filter = request {
      $0.selectors = .internet
      $0.internet = true
      $0.tcpStates.excluded = [.established]
    }
    let all = request { ($0.selectors, $0.internet) = (.internet, true) }
    #expect(filter.states == all.states & ~2 && all.states & 2 != 0)
  }

  @Test func takesTheOneRangeOfPorts() {
    let filter = request {
      $0.selectors = .address
      $0.addresses = [target(80...90), target(80...90, .tcp), target(53...53, .udp)]
    }
    #expect(filter.ports == 80...90)
  }

  @Test func leavesPortsOpenWhereOthersCount() {
    let two: [AddressTarget] = [target(80...80), target(81...81)]
    #expect(request { ($0.selectors, $0.addresses) = (.address, two) }.ports == nil)
    #expect(request { ($0.selectors, $0.addresses) = (.address, [target(nil)]) }.ports == nil)
    #expect(
      request { ($0.selectors, $0.addresses) = ([.address, .internet], [target(80...80)]) }.ports == nil)
    let states = request {
      ($0.selectors, $0.addresses) = (.address, [target(80...80)])
      $0.tcpStates.included = [.listen, .established]
    }
    #expect(states.ports == nil)
  }

  @Test func wantsAllWhereProcessesAreListed() {
    let filter = request {
      ($0.selectors, $0.addresses) = ([.address, .pid], [target(80...80)])
      $0.tcpStates.included = [.listen]
    }
    #expect(filter == TCPFilter(all: Selection()))
  }
}

@Suite struct BoundFilterTests {
  @Test func boundSocketsAreSoughtWhereTheyCanBeFound() {
    #expect(!TCPFilter(all: Selection()).includesBound)
    #expect(request { ($0.selectors, $0.internet) = (.internet, true) }.includesBound)
    #expect(request { ($0.selectors, $0.addresses) = (.address, [target(80...80)]) }.includesBound)
    #expect(request { ($0.selectors, $0.internet) = ([.internet, .pid], true) }.includesBound)
    #expect(!request { $0.selectors = .pid }.includesBound)
    func states(_ change: (inout Selection) -> Void) -> UInt32 {
      request {
        ($0.selectors, $0.internet) = (.internet, true)
        change(&$0)
      }.states
    }
    #expect(states { $0.tcpStates.included = [.listen] } == 1 << 10)
    #expect(states { $0.tcpStates.included = [.bound] } == 1 << 13)
    #expect(states { $0.tcpStates.included = [.bound, .listen] } == 1 << 13 | 1 << 10)
    #expect(states { $0.tcpStates.excluded = [.bound] } & 1 << 13 == 0)
  }

  /// A `struct inet_diag_msg`: family, state, and the rest.
  private func message(state: UInt8, port: UInt16, peer: UInt16) -> Bytes {
    var message = Bytes(repeating: 0, count: 72)
    (message[0], message[1]) = (UInt8(AF_INET), state)
    (message[4], message[5]) = (UInt8(port >> 8), UInt8(truncatingIfNeeded: port))
    (message[6], message[7]) = (UInt8(peer >> 8), UInt8(truncatingIfNeeded: peer))
    for (index, byte) in ([127, 0, 0, 1] as Bytes).enumerated() {
      message[8 + index] = byte
      message[24 + index] = byte
    }
    // The queues.
    (message[56], message[60]) = (1, 3)
    return message
  }

  private func socket(state: UInt8, port: UInt16, peer: UInt16) -> InternetSocket? {
    let message = message(state: state, port: port, peer: peer)
    return InternetSocket(message.span, transport: .tcp)
  }

  @Test func aBoundSocketHasNoPeerAndNoQueues() throws {
    let bound = try #require(socket(state: 7, port: 4711, peer: 0))
    #expect(bound.info.state == .bound && bound.info.local?.port == 4711 && bound.info.foreign == nil)
    #expect(bound.info.sendQueue == 0 && bound.info.receiveQueue == 0)
    let closing = try #require(socket(state: 7, port: 4711, peer: 80))
    #expect(closing.info.state == .close && closing.info.foreign?.port == 80 && closing.info.sendQueue == 3)
  }
}

@Suite struct SockDiagTests {
  /// A listener on the loopback address; its port and inode.
  private struct Listener: ~Copyable {
    let descriptor: FileDescriptor
    let port: UInt16
    let inode: UInt64

    init?(family: Int32 = AF_INET) {
      descriptor = FileDescriptor(owning: socket(family, Int32(SOCK_STREAM.rawValue), 0))
      var address = sockaddr_in()
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let number = descriptor.number
      if listen(number, 1) != 0 { return nil }
      _ = testsystem_name(number, &address, &length)
      port = UInt16(bigEndian: address.sin_port)
      var status = stat()
      fstat(number, &status)
      inode = UInt64(status.st_ino)
    }
  }

  private func sockets(_ filter: TCPFilter, isIPv6: Bool? = false) throws -> [InternetSocket] {
    var found: [InternetSocket] = []
    try InternetSocketReport.allTCP(isIPv6: isIPv6, filter) { socket, _ in found.append(socket) }
    return found
  }

  @Test(.enabled("the kernel would have to load a module") { SockDiag.knows(.tcp) })
  func tellsOfBothFamilies() throws {
    guard let first = Listener(), let second = Listener(family: AF_INET6) else {
      withKnownIssue { Issue.record("this machine permits no listener of IPv6") }
      return
    }
    // With a program for the ports, and without.
    let ports = Int(min(first.port, second.port))...Int(max(first.port, second.port))
    let ofPorts = request { ($0.selectors, $0.addresses) = (.address, [target(ports)]) }
    for filter in [ofPorts, TCPFilter(all: Selection())] {
      let all = try sockets(filter, isIPv6: nil)
      for (inode, isIPv6) in [(first.inode, false), (second.inode, true)] {
        let own = try #require(all.first { $0.inode == inode })
        let same = try #require(sockets(filter, isIPv6: isIPv6).first { $0.inode == inode })
        #expect(own.info.local?.family == (isIPv6 ? .ipv6 : .ipv4))
        #expect(own.info.local?.port == same.info.local?.port)
        #expect(own.info.state == .listen && own.info.backlogLimit == same.info.backlogLimit)
      }
      let areOfPorts = all.allSatisfy { socket in
        [socket.info.local, socket.info.foreign].contains { $0.map { ports.contains(Int($0.port)) } ?? false }
      }
      #expect(filter.ports == nil || areOfPorts)
    }
  }

  @Test(.enabled("the kernel would have to load a module") { SockDiag.knows(.tcp) })
  func agreesWithTheTable() throws {
    guard let listener = Listener() else {
      withKnownIssue { Issue.record("this machine permits no listener") }
      return
    }
    let filter = request {
      ($0.selectors, $0.addresses) = (.address, [target(Int(listener.port)...Int(listener.port))])
    }
    let own = try #require(sockets(filter).first { $0.inode == listener.inode })
    #expect(
      try sockets(filter).allSatisfy {
        $0.info.local?.port == listener.port || $0.info.foreign?.port == listener.port
      })
    var reader = FileReader()
    var table = SocketCollection()
    try reader.read(Path("/proc/net/tcp"))
    let isKnown = InternetTable.tcp.add(reader.contents, to: &table)
    #expect(isKnown)
    guard case .internet(let index) = table.place(of: listener.inode) else {
      Issue.record("the table lacks the listener")
      return
    }
    let same = table.internet[index]
    #expect(own.info.state == .listen && same.info.state == .listen)
    #expect(own.info.local?.port == same.info.local?.port)
    #expect(own.info.foreign == nil && same.info.foreign == nil)
    #expect(own.info.sendQueue == same.info.sendQueue)
    #expect(own.info.receiveQueue == same.info.receiveQueue)
  }

  @Test(.enabled("the kernel would have to load a module") { SockDiag.knows(.tcp) })
  func keepsToStatesAndPorts() throws {
    guard let listener = Listener() else {
      withKnownIssue { Issue.record("this machine permits no listener") }
      return
    }
    let connected = request {
      ($0.selectors, $0.internet) = (.internet, true)
      $0.tcpStates.included = [.established]
    }
    #expect(try !sockets(connected).contains { $0.inode == listener.inode })
    let port = Int(listener.port) == 65_535 ? 1 : Int(listener.port) + 1
    let other = request { ($0.selectors, $0.addresses) = (.address, [target(port...port)]) }
    #expect(try !sockets(other).contains { $0.inode == listener.inode })
    #expect(try sockets(TCPFilter(all: Selection())).contains { $0.inode == listener.inode })
  }

  @Test func refusesShortMessages() {
    let short = Bytes(repeating: 0, count: 71)
    #expect(InternetSocket(short.span, transport: .tcp) == nil)
  }
}

@Suite struct UnixSocketFileTests {
  @Test func theKernelTellsTheFileOfASocket() {
    var header = unix_diag_msg()
    header.udiag_ino = 5
    let file = unix_diag_vfs(udiag_vfs_ino: 7, udiag_vfs_dev: 8 << 20 | 0x12345)
    let message = Bytes(valueOf: header) + NetlinkAttributes.write(type: UNIX_DIAG_VFS, Bytes(valueOf: file))
    let report = UnixSocketReport(message.span)
    #expect(report?.inode == 5)
    #expect(report?.file == FileIdentity(device: DeviceNumber(major: 8, minor: 0x12345), inode: 7))
    let unbound = UnixSocketReport(Bytes(valueOf: header).span)
    #expect(unbound != nil && unbound?.file == nil)
    let short = Bytes(valueOf: header) + NetlinkAttributes.write(type: UNIX_DIAG_VFS, [1, 2, 3, 4])
    let cut = UnixSocketReport(short.span)
    #expect(cut != nil && cut?.file == nil)
  }

  @Test func noSocketNamedNoQuestion() {
    let identity = FileIdentity(device: DeviceNumber(rawValue: 1), inode: 5)
    #expect(
      UnixSocketFiles([FileTarget(argument: [], path: [], identity: identity, isFileSystem: false)]) == nil)
  }
}
