import Glibc
import Misc
import Store

/// Looks up the hosts, interfaces and services that `-i` names, in the system's databases.
enum AddressResolver {
  /// Every combination of the argument's ports and the host's addresses.
  static func targets(of address: NetworkAddress) throws(UsageError) -> [AddressTarget] {
    let hosts = try hosts(of: address)
    let ports = try ports(of: address)
    let interface = try interface(of: address)
    var targets: [AddressTarget] = []
    for range in ports.isEmpty ? [nil] : ports.map(Optional.some) {
      for (family, bytes) in hosts {
        var target = AddressTarget(argument: address.argument)
        target.transport = address.transport
        target.family = family
        target.address = bytes.map(inline)
        target.interface = interface
        target.ports = range
        targets.append(target)
      }
    }
    return targets
  }

  /// The index of the interface, which can be given as such.
  private static func interface(of address: NetworkAddress) throws(UsageError) -> UInt32? {
    if address.interface.isEmpty { return nil }
    let index = Path(address.interface).withPointer { if_nametoindex($0) }
    if index != 0 { return index }
    if let number = ValueText.number(address.interface[...], maximum: Int(UInt32.max)), number > 0 {
      return UInt32(number)
    }
    throw UsageError("unknown network interface in -i", address.argument)
  }

  private typealias HostAddress = (family: InternetEndpoint.Family?, bytes: Bytes?)

  private static func hosts(of address: NetworkAddress) throws(UsageError) -> [HostAddress] {
    switch address.host {
    case .any: return [(address.family, nil)]
    case .address(let bytes): return [(address.family, bytes)]
    case .name(let name):
      let found = lookUp(name, address.family)
      if found.isEmpty { throw UsageError("unknown host in -i", address.argument) }
      return found
    }
  }

  /// The addresses of a host, those of IPv6 first; empty where the name is unknown.
  private static func lookUp(_ name: Bytes, _ family: InternetEndpoint.Family?) -> [HostAddress] {
    var hints = addrinfo()
    hints.ai_family =
      switch family {
      case .ipv4: AF_INET
      case .ipv6: AF_INET6
      case nil: AF_UNSPEC
      }
    // One socket type, or each address comes once for every type.
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    if Path(name).withPointer({ getaddrinfo($0, nil, &hints, &list) }) != 0 { return [] }
    defer { freeaddrinfo(list) }
    var found: [HostAddress] = []
    var next = list
    while let entry = next {
      next = entry.pointee.ai_next
      guard let address = hostAddress(entry.pointee) else { continue }
      if !found.contains(where: { $0.bytes == address.bytes }) { found.append(address) }
    }
    return found.filter { $0.family == .ipv6 } + found.filter { $0.family == .ipv4 }
  }

  private static func hostAddress(_ entry: addrinfo) -> HostAddress? {
    guard let address = UnsafeRawPointer(entry.ai_addr) else { return nil }
    switch entry.ai_family {
    case AF_INET:
      let socket = address.loadUnaligned(as: sockaddr_in.self)
      return (.ipv4, withUnsafeBytes(of: socket.sin_addr) { Bytes($0) })
    case AF_INET6:
      let socket = address.loadUnaligned(as: sockaddr_in6.self)
      return (.ipv6, withUnsafeBytes(of: socket.sin6_addr) { Bytes($0) })
    default: return nil
    }
  }

  private static func ports(of address: NetworkAddress) throws(UsageError) -> [ClosedRange<Int>] {
    var ports: [ClosedRange<Int>] = []
    for range in address.ports {
      let first = try number(of: range.first, address)
      let last = try number(of: range.last, address)
      if first > last { throw UsageError("range of ports doesn't ascend in -i", address.argument) }
      ports.append(first...last)
    }
    return ports
  }

  private static func number(
    of port: NetworkAddress.Port, _ address: NetworkAddress
  ) throws(UsageError) -> Int {
    switch port {
    case .number(let number): return number
    case .service(let name):
      let found: Int?
      switch address.transport {
      case .tcp: found = service(name, "tcp")
      case .udp: found = service(name, "udp")
      case .udplite: found = service(name, "udplite")
      case .unix, nil:
        let (tcp, udp) = (service(name, "tcp"), service(name, "udp"))
        if let tcp, let udp, tcp != udp {
          throw UsageError("service with another port under TCP than under UDP in -i", address.argument)
        }
        found = tcp ?? udp
      }
      guard let found else { throw UsageError("unknown service in -i", address.argument) }
      return found
    }
  }

  /// getservbyname(3): a port in host byte order.
  private static func service(_ name: Bytes, _ transport: StaticString) -> Int? {
    Path(name).withPointer { name in
      Path(transport).withPointer { transport in
        getservbyname(name, transport).map {
          Int(UInt16(bigEndian: UInt16(truncatingIfNeeded: $0.pointee.s_port)))
        }
      }
    }
  }

  private static func inline(_ bytes: Bytes) -> InlineArray<16, UInt8> {
    InlineArray { $0 < bytes.count ? bytes[$0] : 0 }
  }
}
