import Glibc
import Misc
import Store
import Testing

@testable import Print

@Suite struct LookupTests {
  private func port(_ names: inout PortNames, _ port: UInt16, _ transport: SocketInfo.Transport) -> String {
    var buffer = ByteBuffer()
    names.append(port, transport, isLocal: true, to: &buffer)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }

  private var diagnostics: Diagnostics {
    Diagnostics(programName: Bytes("lsof"), warns: false, escaper: Escaper())
  }

  /// What the services database calls port 22.
  private static let ssh = getservbyport(Int32(UInt16(22).bigEndian), "tcp").map {
    String(cString: $0.pointee.s_name)
  }
  /// What the resolver calls 127.0.0.1.
  private static let localHost = gethostbyaddr(Bytes([127, 0, 0, 1]), 4, AF_INET).map {
    String(cString: $0.pointee.h_name)
  }

  @Test(.enabled(if: ssh != nil, "the services database lacks port 22"))
  func services() throws {
    let ssh = try #require(Self.ssh)
    var names = PortNames(namesServices: true, namesPrograms: false, diagnostics: diagnostics)
    #expect(port(&names, 0, .tcp) == "*")
    // More look-ups than are made one by one.
    for number in UInt16(61000)..<61020 { _ = port(&names, number, .udp) }
    #expect(port(&names, 22, .tcp) == ssh)
    #expect(port(&names, 22, .udplite) == "22")
    #expect(port(&names, 61001, .udp) == "61001")
  }

  @Test func numbers() {
    var names = PortNames(namesServices: false, namesPrograms: false, diagnostics: diagnostics)
    #expect(port(&names, 22, .tcp) == "22")
  }

  /// No portmapper, or one that knows nothing of these ports: they stay plain.
  @Test func unregisteredPorts() {
    var names = PortNames(namesServices: false, namesPrograms: true, diagnostics: diagnostics)
    #expect(port(&names, 61001, .tcp) == "61001")
    #expect(port(&names, 61001, .udp) == "61001")
  }

  /// The same host twice.
  private func host(_ endpoint: InternetEndpoint, _ looksUp: Bool = false) -> String {
    var names = HostNames(looksUp: looksUp)
    var buffer = ByteBuffer()
    names.append(endpoint, to: &buffer)
    names.append(endpoint, to: &buffer)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }

  @Test func hosts() {
    #expect(host(.ipv4(1, 20, 255, 0, port: 1)) == "1.20.255.01.20.255.0")
    #expect(host(.ipv4(0, 0, 0, 0, port: 1)) == "**")
    #expect(host(.ipv6(last: 0, port: 1)) == "**")
    #expect(host(.ipv6(last: 0xab, port: 1)) == "[::ab][::ab]")
  }

  @Test(.enabled(if: localHost != nil, "the resolver has no name for 127.0.0.1"))
  func namesOfHosts() throws {
    let local = try #require(Self.localHost)
    #expect(host(.ipv4(127, 0, 0, 1, port: 1), true) == local + local)
  }

  @Test func loginsThatAreMissing() {
    var users = UserNames(namesUsers: true, diagnostics: diagnostics)
    #expect(users.login(of: 0) == Bytes("root"))
    #expect(users.login(of: 3_999_999_999) == nil)
    #expect(users.width(of: 3_999_999_999) == 10)
    #expect(users.width(of: 0) == 4)
    users.refresh()
    #expect(users.login(of: 0) == Bytes("root"))
  }
}
