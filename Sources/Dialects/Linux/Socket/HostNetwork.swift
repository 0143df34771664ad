import Glibc
import Misc
import Store

/// What the tables of sockets don't tell of a network namespace.
protocol HostNetwork {
  /// Whether the address of an endpoint is one of this host.
  func hasAddress(of endpoint: InternetEndpoint) -> Bool

  /// Whether a UDP or UDPLITE socket of IPv6 for any address gets nothing of IPv4 (ipv6(7), IPV6_V6ONLY).
  func isForIPv6Only(_ socket: InternetSocket) -> Bool
}

/// A network namespace that can't be asked: it has no addresses but those that every one has.
struct UnknownHostNetwork: HostNetwork {
  func hasAddress(of endpoint: InternetEndpoint) -> Bool {
    endpoint.family == .ipv4 && endpoint.address[0] == 127
  }

  func isForIPv6Only(_ socket: InternetSocket) -> Bool { false }
}

/// The network namespace of the calling thread, which is asked when the first question comes.
final class LiveHostNetwork: HostNetwork {
  private lazy var addresses = Self.addresses()
  private lazy var socketsForIPv6Only = Self.socketsForIPv6Only()

  func hasAddress(of endpoint: InternetEndpoint) -> Bool {
    if endpoint.family == .ipv4 && endpoint.address[0] == 127 { return true }
    var address = endpoint
    address.port = 0
    return addresses.contains(address)
  }

  func isForIPv6Only(_ socket: InternetSocket) -> Bool { socketsForIPv6Only.contains(socket.inode) }

  /// The addresses of all interfaces, with port 0.
  private static func addresses() -> Set<InternetEndpoint> {
    var list: UnsafeMutablePointer<ifaddrs>?
    if getifaddrs(&list) != 0 { return [] }
    defer { freeifaddrs(list) }
    var addresses: Set<InternetEndpoint> = []
    for entry in sequence(first: list, next: { $0?.pointee.ifa_next }) {
      guard let address = entry?.pointee.ifa_addr, let endpoint = InternetEndpoint(addressOf: address)
      else { continue }
      addresses.insert(endpoint)
    }
    return addresses
  }

  /// Inodes. Where sock_diag(7) can't tell, a socket gets both, as it does unless it asks for less.
  private static func socketsForIPv6Only() -> Set<UInt64> {
    var inodes: Set<UInt64> = []
    if !SockDiag.knows(.udp) { return inodes }
    for transport in [IPPROTO_UDP, IPPROTO_UDPLITE] {
      try? InternetSocketReport.forIPv6Only(Int32(transport)) { inodes.insert($0) }
    }
    return inodes
  }
}

extension InternetEndpoint {
  /// Nil for an address of another family.
  fileprivate init?(addressOf address: UnsafePointer<sockaddr>) {
    var bytes = InlineArray<16, UInt8>(repeating: 0)
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      let number = UnsafeRawPointer(address).load(as: sockaddr_in.self).sin_addr
      withUnsafeBytes(of: number) { for index in 0..<4 { bytes[index] = $0[index] } }
      self.init(family: .ipv4, address: bytes, port: 0)
    case AF_INET6:
      let number = UnsafeRawPointer(address).load(as: sockaddr_in6.self).sin6_addr
      withUnsafeBytes(of: number) { for index in 0..<16 { bytes[index] = $0[index] } }
      self.init(family: .ipv6, address: bytes, port: 0)
    default: return nil
    }
  }
}
