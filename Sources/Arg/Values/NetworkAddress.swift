import Glibc
import Misc
import Store

/// What `-i` names, before hosts, interfaces and services are looked up: `[46][protocol][@host][:ports]`, where an IPv6
/// address is `[address]` or `[address%interface]`.
struct NetworkAddress: Equatable {
  enum Host: Equatable {
    case any
    /// Network byte order; 4 or 16 bytes.
    case address(Bytes)
    case name(Bytes)
  }

  enum Port: Equatable {
    case number(Int)
    case service(Bytes)
  }

  /// `last` equals `first` for a single port.
  struct PortRange: Equatable {
    var first: Port
    var last: Port
  }

  var argument: Bytes
  var family: InternetEndpoint.Family?
  var transport: SocketInfo.Transport?
  var host = Host.any
  /// The name or index of the interface that an IPv6 address is of; empty for any.
  var interface: Bytes = []
  /// Empty for any port.
  var ports: [PortRange] = []

  /// Reads a value of `-i`. `family` is in force where the value begins with neither 4 nor 6.
  init(_ argument: Bytes, family: InternetEndpoint.Family?) throws(UsageError) {
    self.argument = argument
    self.family = family
    var rest = argument[...]
    if let digit = rest.first, let family = Self.family(digit) {
      self.family = family
      rest = rest.dropFirst()
    }
    if Self.ipv6(argument.prefix { $0 != UInt8(ascii: "%") }) != nil {
      throw UsageError("an IPv6 address needs @[ before it and ] behind it in -i", argument)
    }
    let name = rest.prefix { $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: ":") }
    if !name.isEmpty {
      transport = try Self.transport(name, in: argument)
      rest = rest.dropFirst(name.count)
    }
    if rest.first == UInt8(ascii: "@") { rest = try readHost(rest.dropFirst()) }
    if !rest.isEmpty { try readPorts(rest) }
    if transport == nil && host == .any && ports.isEmpty {
      throw UsageError("Internet address without a protocol, host or port", argument)
    }
  }

  /// The IP version that `4` and `6` stand for.
  static func family(_ digit: UInt8) -> InternetEndpoint.Family? {
    switch UnicodeScalar(digit) {
    case "4": .ipv4
    case "6": .ipv6
    default: nil
    }
  }

  private static func transport(
    _ name: ArraySlice<UInt8>, in argument: Bytes
  ) throws(UsageError) -> SocketInfo.Transport {
    let name = ValueText.uppercased(name)
    switch name {
    case Bytes("TCP"): return .tcp
    case Bytes("UDP"): return .udp
    case Bytes("UDPLITE"): return .udplite
    default: throw UsageError(misplaced(name) ?? "protocol is none of TCP, UDP and UDPLITE in -i", argument)
    }
  }

  /// What is wrong with text in the protocol's place that looks like ports or like an address.
  private static func misplaced(_ text: Bytes) -> StaticString? {
    let name = ["UDPLITE", "TCP", "UDP"].first { text.starts(with: $0.utf8) }
    let rest = text.dropFirst(name?.utf8.count ?? 0)
    if rest.allSatisfy("0123456789-,".utf8.contains) { return "a port needs a colon before it in -i" }
    let isAddress = rest.first == UInt8(ascii: "[") || rest.allSatisfy("0123456789.".utf8.contains)
    return isAddress ? "an address needs an @ before it in -i" : nil
  }

  /// Reads what follows `@` and gives the rest.
  private mutating func readHost(_ text: ArraySlice<UInt8>) throws(UsageError) -> ArraySlice<UInt8> {
    guard let first = text.first, first != UInt8(ascii: ":") else {
      throw UsageError("no host in -i", argument)
    }
    if first == UInt8(ascii: "[") { return try readIPv6(text.dropFirst()) }
    let name = text.prefix { $0 != UInt8(ascii: ":") }
    if let address = Self.ipv4(name) {
      if family == .ipv6 { throw UsageError("IPv4 address where only IPv6 is asked for in -i", argument) }
      family = .ipv4
      // Like no address: the kernel has it for "any".
      host = address.allSatisfy { $0 == 0 } ? .any : .address(address)
    } else {
      host = .name(Bytes(name))
    }
    return text.dropFirst(name.count)
  }

  private mutating func readIPv6(_ text: ArraySlice<UInt8>) throws(UsageError) -> ArraySlice<UInt8> {
    if family == .ipv4 { throw UsageError("IPv6 address where only IPv4 is asked for in -i", argument) }
    guard let end = text.lastIndex(of: UInt8(ascii: "]")) else {
      throw UsageError("bad IPv6 address in -i", argument)
    }
    let percent = text[..<end].firstIndex(of: UInt8(ascii: "%"))
    guard let address = Self.ipv6(text[..<(percent ?? end)]) else {
      throw UsageError("bad IPv6 address in -i", argument)
    }
    if let percent {
      interface = Bytes(text[(percent + 1)..<end])
      if interface.isEmpty { throw UsageError("no interface after % in -i", argument) }
    }
    if address.allSatisfy({ $0 == 0 }) {
      throw UsageError("the IPv6 address of -i is that of none", argument)
    }
    let mappedPrefix = Bytes(repeating: 0, count: 10) + [0xff, 0xff]
    if address.starts(with: mappedPrefix) {
      if !interface.isEmpty { throw UsageError("IPv4 address with a network interface in -i", argument) }
      if family == .ipv6 { throw UsageError("IPv4 address where only IPv6 is asked for in -i", argument) }
      family = .ipv4
      let mapped = Bytes(address[12...])
      host = mapped.allSatisfy { $0 == 0 } ? .any : .address(mapped)
    } else {
      family = .ipv6
      host = .address(address)
    }
    return text[(end + 1)...]
  }

  /// Reads `:list`: ports, ranges of them and service names. A range may end with a name but not begin
  /// with one, for service names have hyphens too.
  private mutating func readPorts(_ text: ArraySlice<UInt8>) throws(UsageError) {
    let list = text.dropFirst()
    guard text.first == UInt8(ascii: ":"), !list.isEmpty else { throw badPorts }
    for element in ValueText.allElements(of: list) {
      guard let first = element.first else { throw badPorts }
      if !ValueText.isDigit(first) {
        let service = Port.service(Bytes(element))
        ports.append(PortRange(first: service, last: service))
        continue
      }
      let (low, digits) = try portNumber(element)
      let rest = element.dropFirst(digits)
      if rest.isEmpty {
        ports.append(PortRange(first: .number(low), last: .number(low)))
      } else {
        guard rest.first == UInt8(ascii: "-") else { throw badPorts }
        ports.append(PortRange(first: .number(low), last: try rangeEnd(rest.dropFirst(), above: low)))
      }
    }
  }

  private func rangeEnd(_ text: ArraySlice<UInt8>, above low: Int) throws(UsageError) -> Port {
    guard let first = text.first else { throw badPorts }
    if !ValueText.isDigit(first) { return .service(Bytes(text)) }
    let (high, digits) = try portNumber(text)
    guard digits == text.count, high >= low else { throw badPorts }
    return .number(high)
  }

  /// The port that `text` begins with, and how many digits it has.
  private func portNumber(_ text: ArraySlice<UInt8>) throws(UsageError) -> (value: Int, digits: Int) {
    let number = ValueText.number(at: text)
    if number.value > Int(UInt16.max) { throw UsageError("port above 65535 in -i", argument) }
    return number
  }

  private var badPorts: UsageError { UsageError("bad port or service in -i", argument) }

  /// Four decimal numbers with dots between; they may begin with zeros.
  private static func ipv4(_ text: ArraySlice<UInt8>) -> Bytes? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    if parts.count != 4 { return nil }
    var address: Bytes = []
    for part in parts {
      guard let octet = ValueText.number(part, maximum: 255) else { return nil }
      address.append(UInt8(octet))
    }
    return address
  }

  /// inet_pton(3).
  private static func ipv6(_ text: ArraySlice<UInt8>) -> Bytes? {
    if text.count >= Int(INET6_ADDRSTRLEN) || text.contains(0) { return nil }
    var address = Bytes(repeating: 0, count: 16)
    let isAddress = Path(Bytes(text)).withPointer { inet_pton(AF_INET6, $0, &address) == 1 }
    return isAddress ? address : nil
  }
}
