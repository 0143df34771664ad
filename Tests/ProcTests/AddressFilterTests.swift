import Proc
import Store
import Testing

@Suite struct AddressFilterTests {
  private func end(_ bytes: Bytes, _ port: UInt16) -> InternetEndpoint {
    var address = InlineArray<16, UInt8>(repeating: 0)
    for index in bytes.indices { address[index] = bytes[index] }
    return InternetEndpoint(family: bytes.count == 4 ? .ipv4 : .ipv6, address: address, port: port)
  }

  private func target(
    _ transport: SocketInfo.Transport? = nil, _ address: Bytes? = nil, _ ports: ClosedRange<Int>? = nil
  ) -> AddressTarget {
    var target = AddressTarget(argument: [])
    target.transport = transport
    target.ports = ports
    if let address {
      let end = end(address, 0)
      target.family = end.family
      target.address = end.address
    }
    return target
  }

  private func found(_ socket: SocketInfo, _ targets: [AddressTarget]) -> [Bool] {
    var selection = Selection()
    selection.addresses = targets
    var searchMatches = SearchMatches(selection)
    let isMatched = AddressFilter(targets).matches(socket, &searchMatches)
    #expect(isMatched == searchMatches.addresses.contains(true))
    return searchMatches.addresses
  }

  @Test func marksEveryTarget() {
    var socket = SocketInfo(transport: .tcp)
    socket.local = end([127, 0, 0, 1], 22)
    socket.foreign = end([10, 0, 0, 1], 50_000)
    let targets = [
      target(), target(.tcp), target(.udp), target(nil, [10, 0, 0, 1]), target(nil, [10, 0, 0, 2]),
      target(nil, nil, 20...25), target(nil, [10, 0, 0, 1], 22...22), target(nil, [0, 0, 0, 0], 22...22),
      target(nil, Bytes(repeating: 0, count: 16)),
    ]
    #expect(found(socket, targets) == [true, true, false, true, false, true, false, true, false])
  }

  @Test("--local: the foreign end doesn't count")
  func localEnd() {
    var client = SocketInfo(transport: .tcp)
    client.local = end([127, 0, 0, 1], 50_000)
    client.foreign = end([127, 0, 0, 1], 3000)
    var server = client
    (server.local, server.foreign) = (client.foreign, client.local)
    let targets = [target(.tcp, nil, 3000...3000)]
    var selection = Selection()
    selection.addresses = targets
    var searchMatches = SearchMatches(selection)
    let filter = AddressFilter(targets, ofLocalEnd: true)
    #expect(!filter.matches(client, &searchMatches) && searchMatches.addresses == [false])
    #expect(filter.matches(server, &searchMatches) && searchMatches.addresses == [true])
    #expect(AddressFilter(targets).matches(client, &searchMatches))
  }

  @Test func needsAnEnd() {
    #expect(found(SocketInfo(transport: .udp), [target(.udp)]) == [false])
    #expect(found(SocketInfo(transport: .udp), []).isEmpty)
  }

  @Test func comparesWholeAddresses() {
    var socket = SocketInfo(transport: .tcp)
    let address = Bytes(repeating: 0, count: 15) + [1]
    socket.local = end(address, 80)
    let other = Bytes(repeating: 0, count: 15) + [2]
    #expect(found(socket, [target(nil, address), target(nil, other)]) == [true, false])
  }

  @Test func aScopeIsOfTheInterfaceThatTheSocketIsBoundTo() {
    var socket = SocketInfo(transport: .tcp)
    let address: Bytes = [0xfe, 0x80] + Bytes(repeating: 0, count: 13) + [1]
    socket.local = end(address, 22)
    socket.interface = 3
    var (own, other) = (target(nil, address), target(nil, address))
    (own.interface, other.interface) = (3, 2)
    #expect(found(socket, [own, other, target(nil, address)]) == [true, false, true])
    socket.interface = 0
    #expect(found(socket, [own, target(nil, address)]) == [false, true])
  }

  @Test func addressesOfOneLinkHaveAScope() {
    let rest = Bytes(repeating: 0, count: 14)
    for (first, second, hasScope) in [
      (0xfe, 0x80, true), (0xfe, 0xbf, true), (0xfe, 0xc0, false), (0xff, 0x02, true), (0xff, 0x11, true),
      (0xff, 0x05, false), (0x20, 0x01, false), (0, 0, false),
    ] as [(UInt8, UInt8, Bool)] {
      #expect(end([first, second] + rest, 1).hasScope == hasScope)
    }
    #expect(!end([0xfe, 0x80, 0, 1], 1).hasScope)
  }
}
