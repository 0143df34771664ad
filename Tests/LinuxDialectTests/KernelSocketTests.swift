import CBPF
import Glibc
import Misc
import Store
import Testing

@testable import LinuxDialect

/// What is told of sockets.
extension KernelFilesTests {
  @Test func internetSocket() throws {
    var socket = cbpf_socket()
    socket.family = UInt16(AF_INET)
    socket.type = UInt16(SOCK_STREAM.rawValue)
    socket.protocol = UInt16(IPPROTO_TCP)
    socket.network_namespace = 4_026_531_833
    socket.state = 1
    (socket.local.0, socket.local.3, socket.local_port) = (127, 1, 80)
    (socket.foreign.0, socket.foreign.3, socket.foreign_port) = (127, 2, 4711)
    (socket.receive_queue, socket.send_queue, socket.backlog_limit) = (3, 4, 5)
    let told = try #require(self.socket(socket))
    #expect(told.namespace == 4_026_531_833 && told.inode == 9)
    let established = try #require(internet(told))
    #expect(established.info.state == .established && established.info.backlogLimit == nil)
    #expect(established.info.receiveQueue == 3 && established.info.sendQueue == 4)
    #expect(established.info.local?.port == 80 && established.info.foreign?.port == 4711)
    #expect(established.info.local?.address[0] == 127 && established.info.foreign?.address[3] == 2)
    socket.state = 10
    #expect(internet(try #require(self.socket(socket)))?.info.backlogLimit == 5)
    // The tables of /proc/net don't tell it.
    #expect(internet(try #require(self.socket(socket)), asksTCP: false)?.info.backlogLimit == nil)
    // Without a port it is in no table; only bound it is for the tables to tell.
    socket.state = 7
    #expect(try #require(self.socket(socket)).entry(.init()) == nil)
    socket.local_port = 0
    guard case .missing? = try #require(self.socket(socket)).entry(.init()) else {
      Issue.record("a closed socket is described")
      return
    }
  }

  @Test func unixSocket() throws {
    var socket = cbpf_socket()
    socket.family = UInt16(AF_UNIX)
    socket.type = UInt16(SOCK_STREAM.rawValue)
    socket.state = 10
    func name(_ sunPath: String, exact: Bool = false) throws -> String? {
      let told = try #require(self.socket(socket, name: Bytes(sunPath.utf8)))
      guard case .named(let socket, let text)? = told.entry(.init(exactNames: exact)) else { return nil }
      #expect(socket.isListening && socket.state == .unconnected && socket.type == .unix)
      let address = Bytes(text[socket.deviceText])
      #expect(address == Bytes("0x00000000deadbeef"))
      return String(decoding: Bytes(text[socket.name]), as: UTF8.self)
    }
    #expect(try name("") == "")
    #expect(try name("/run/x\ny\0") == "/run/x\ny")
    #expect(try name("\0abstract") == "@abstract" && name("\0two\0words") == "@two@words")
    #expect(try name("\0two\0words", exact: true) == "\0two\0words")
    #expect(try name("\0abstract", exact: true) == "@abstract")
  }

  @Test func otherSockets() throws {
    var socket = cbpf_socket()
    func name(_ family: Int32, type: UInt32 = SOCK_RAW.rawValue) throws -> String? {
      socket.family = UInt16(family)
      socket.type = UInt16(type)
      guard case .named(let socket, let text)? = try #require(self.socket(socket)).entry(.init()) else {
        return nil
      }
      return String(decoding: Bytes(text[socket.name]), as: UTF8.self)
    }
    socket.protocol = 1
    socket.state = 7
    socket.local_port = 1
    (socket.local.0, socket.local.3) = (127, 0xab)
    #expect(try name(AF_INET) == "AB00007F:0001->00000000:0000 st=07")
    #expect(
      try name(AF_INET6)
        == "AB00007F000000000000000000000000:0001->00000000000000000000000000000000:0000 st=07")
    #expect(try name(AF_NETLINK) == nil)
    socket.marks = UInt8(CBPF_IS_BOUND)
    #expect(try name(AF_NETLINK) == "UNUSED")
    #expect(try name(AF_PACKET) == "type=SOCK_RAW")
    // AF_ALG
    #expect(try name(38) == nil)
  }

  @Test func cutSockets() {
    var socket = cbpf_socket()
    socket.family = UInt16(AF_UNIX)
    let record = FileRecord(socket: socket, name: Bytes("/run/x\0".utf8))
    let bytes = record.bytes
    #expect(parse(bytes) != nil)
    for count in 0..<bytes.count { #expect(parse(Bytes(bytes.prefix(count))) == nil, "\(count) bytes") }
    socket.name_length = .max
    #expect(parse(FileRecord(socket: socket, name: [], keepsLength: true).bytes) == nil)
  }

  private func socket(_ socket: cbpf_socket, name: Bytes = []) -> KernelSocket? {
    let bytes = FileRecord(socket: socket, name: name).bytes
    return KernelFile(bytes.span, at: 0)?.socket(in: bytes.span)
  }

  private func internet(_ socket: KernelSocket, asksTCP: Bool = true) -> InternetSocket? {
    guard case .internet(let socket)? = socket.entry(.init(asksTCP: asksTCP)) else { return nil }
    return socket
  }

  /// Sockets of all kinds that the tables tell of have the same rows by BPF, whichever selects them.
  @Test(.enabled(if: obstacle == nil, "the kernel's tables can't be read here: not root, or not built"))
  func ownSockets() throws {
    let place = try SocketPlace()
    func listing(_ selectors: Selectors, by method: ScanMethod) throws -> [String] {
      // Others of this process come and go.
      try rows(of: place.descriptors) { request in
        request.scanMethod = method
        var namespaces = NetworkNamespaceSet()
        namespaces.included = [.own]
        request.networkNamespaces = namespaces
        request.selection.isEverything = false
        request.selection.requiresAll = true
        request.selection.selectors = selectors.union(.pid)
        request.selection.internet = selectors.contains(.internet)
        request.selection.unix = selectors.contains(.unix)
        request.selection.pids = [IDPattern(id: getpid(), isExcluded: false)]
      }
    }
    for selectors: Selectors in [[], .internet, .unix] {
      let expected = try listing(selectors, by: .procfs)
      #expect(try listing(selectors, by: .bpf) == expected, "\(selectors)")
      let least =
        switch selectors {
        case .internet: place.internetCount
        case .unix: place.unixCount
        default: place.descriptors.count
        }
      #expect(least > 4 && expected.count >= least, "\(expected)")
    }
  }
}

/// Sockets, with data that waits, and without.
private final class SocketPlace {
  private(set) var descriptors: [Int32] = []
  private(set) var internetCount = 0
  private(set) var unixCount = 0

  init() throws {
    for family in [AF_INET, AF_INET6] where add(family, SOCK_STREAM) != nil {
      // The kernel gives a port to one that listens or sends.
      let listener = try #require(add(family, SOCK_STREAM))
      try #require(listen(listener, 7) == 0)
      let client = try #require(add(family, SOCK_STREAM))
      var address = sockaddr_storage()
      var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
      withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          _ = getsockname(listener, __SOCKADDR_ARG(__sockaddr__: $0), &length)
          // To any address, which is one's own.
          if connect(client, __CONST_SOCKADDR_ARG(__sockaddr__: $0), length) == 0 { internetCount += 1 }
        }
      }
      internetCount += 1
      let server = Glibc.accept(listener, __SOCKADDR_ARG(__sockaddr__: nil), nil)
      if server >= 0 { descriptors.append(server) }
      send(client, "data", 4, 0)
      let receiver = try #require(add(family, SOCK_DGRAM))
      withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          if bind(receiver, __CONST_SOCKADDR_ARG(__sockaddr__: $0), length) == 0 { internetCount += 1 }
        }
      }
      add(family, SOCK_DGRAM)
      add(family, SOCK_RAW, Int32(IPPROTO_ICMP))
    }
    for type in [SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET] {
      var pair: [Int32] = [-1, -1]
      try #require(socketpair(AF_UNIX, Int32(type.rawValue), 0, &pair) == 0)
      descriptors += pair
      let named = try #require(add(AF_UNIX, type))
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let name = [0] + Bytes("lsof test\n\0 \(getpid()) \(type.rawValue)".utf8)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
      let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
      withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          _ = bind(named, __CONST_SOCKADDR_ARG(__sockaddr__: $0), length)
        }
      }
      if type != SOCK_DGRAM { listen(named, 3) }
      unixCount += 3
    }
    add(AF_NETLINK, SOCK_RAW)
    add(AF_PACKET, SOCK_DGRAM)
  }

  @discardableResult private func add(
    _ family: Int32, _ type: __socket_type, _ transport: Int32 = 0
  ) -> Int32? {
    let descriptor = socket(family, Int32(type.rawValue | SOCK_CLOEXEC.rawValue), transport)
    if descriptor < 0 { return nil }
    descriptors.append(descriptor)
    return descriptor
  }

  deinit { for descriptor in descriptors { close(descriptor) } }
}
