import Glibc
import Store
import Testing

@testable import Arg

@Suite struct AddressTests {
  private func addresses(_ value: String) throws -> [AddressTarget] {
    try #require(Run("-i \(value)").request).selection.addresses
  }

  private func text(_ target: AddressTarget) -> String {
    let family = target.family.map { $0 == .ipv4 ? "4" : "6" } ?? "-"
    let transport = target.transport.map { "\($0)" } ?? "-"
    let address = target.address.map { bytes in
      (0..<(target.family == .ipv4 ? 4 : 16)).map { String(bytes[$0]) }.joined(separator: ".")
    }
    let ports = target.ports.map { "\($0.lowerBound)-\($0.upperBound)" } ?? "-"
    return "\(family) \(transport) \(address ?? "-") \(ports)"
  }

  @Test(
    "forms of -i",
    arguments: [
      ("TCP", ["- tcp - -"]), ("udplite", ["- udplite - -"]), (":80", ["- - - 80-80"]),
      ("4TCP", ["4 tcp - -"]), ("6:1-10", ["6 - - 1-10"]), ("@1.2.3.4", ["4 - 1.2.3.4 -"]),
      ("UDP@127.0.0.1:53,60-70", ["4 udp 127.0.0.1 53-53", "4 udp 127.0.0.1 60-70"]),
      ("@[::1]:22", ["6 - 0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1 22-22"]),
      ("@[::ffff:10.0.0.1]", ["4 - 10.0.0.1 -"]), ("TCP@0.0.0.0", ["4 tcp - -"]),
      (":80,", ["- - - 80-80"]), (":0", ["- - - 0-0"]), (":5-5", ["- - - 5-5"]),
      (":65535", ["- - - 65535-65535"]),
    ] as [(String, [String])])
  func forms(value: String, expected: [String]) throws {
    let found = try addresses(value)
    #expect(found.map(text) == expected)
    #expect(found.allSatisfy { $0.argument == bytes(value) })
  }

  @Test("the reference's crash: a list of ranges, names and numbers")
  func mixedPorts() throws {
    let address = try NetworkAddress(bytes("TCP:1-10,smtp,99"), family: nil)
    #expect(
      address.ports == [
        .init(first: .number(1), last: .number(10)),
        .init(first: .service(bytes("smtp")), last: .service(bytes("smtp"))),
        .init(first: .number(99), last: .number(99)),
      ])
    let named = try NetworkAddress(bytes(":1-smtp,x-ray"), family: nil)
    #expect(
      named.ports == [
        .init(first: .number(1), last: .service(bytes("smtp"))),
        .init(first: .service(bytes("x-ray")), last: .service(bytes("x-ray"))),
      ])
  }

  @Test("an interface goes by its name or its index")
  func interfaces() throws {
    let lo = if_nametoindex("lo")
    #expect(try addresses("@[fe80::1%7]:22,80").map(\.interface) == [7, 7])
    #expect(try addresses("6TCP@[fe80::1%7]").map(text) == ["6 tcp 254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.1 -"])
    #expect(try addresses("@[fe80::1]").map(\.interface) == [nil])
    #expect(try lo == 0 || addresses("@[fe80::1%lo]").map(\.interface) == [lo])
  }

  @Test("a host is looked up")
  func hosts() throws {
    let found = try addresses("TCP@localhost:22")
    #expect(!found.isEmpty)
    #expect(found.contains { $0.family == .ipv4 && $0.address?[0] == 127 } || found[0].family == .ipv6)
    #expect(Run("-i @no-such-host.invalid").isRefused)
  }

  @Test(
    "bad values of -i are refused and named",
    arguments: [
      "''", "4x", "TCQ", "@", "@:80", "TCP:", ":", ":80x", ":80-", ":9-8", ":1-2-3", ":,80", ":80,,90",
      "@[::1", "@[]", "@[::]", "@[zz]", "4@[::1]", "6@1.2.3.4", "6@[::ffff:1.2.3.4]", "@0.0.0.0",
      ":65536", ":99999", ":1-65536",
      ":smtp,70000", "TCP:65536-70000", "@[::1]x", ":no-such-service", "TCP:no-such-service", "@1.2.3.4.5",
      "@[::1%]", "@[%lo]", "@[::1%no-such0]:80", "@[::ffff:1.2.3.4%lo]", "@[::1%0]", "@[::1%lo",
      "4@[fe80::1%lo]",
    ])
  func errors(value: String) {
    let run = Run("-i \(value)")
    #expect(run.isRefused)
    #expect(run.messages.hasPrefix("lsof: "))
    #expect(value == "''" || run.messages.contains(value))
  }

  @Test(
    "a port or an address in the protocol's place is told what it lacks",
    arguments: [
      ("8080", "colon"), ("443", "colon"), ("80,90-99", "colon"), ("TCP8080", "colon"),
      ("300.1.1.1", "@"), ("2001:db8::1", "@["), ("::1", "@["), ("fe80::1%lo", "@["), ("4::1", "@["),
      ("1.2.3.4:80", "@"),
      ("[::1]", "@"), ("udp10.0.0.1", "@"),
      ("http", "protocol"), ("TCPx", "protocol"), ("8080x", "protocol"),
    ])
  func misplaced(value: String, word: String) {
    let run = Run("-i \(value)")
    #expect(run.isRefused)
    let message = run.messages.prefix { $0 != "\n" }
    #expect(message.contains(word) && message.hasSuffix(" in -i: \(value)"))
  }
}
