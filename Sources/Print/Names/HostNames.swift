import Glibc
import Misc
import Store

/// Host names by address, each looked up once through the system's resolver.
struct HostNames {
  private struct Key: Hashable {
    var family: InternetEndpoint.Family
    var address: (UInt64, UInt64)

    init(_ endpoint: InternetEndpoint) {
      family = endpoint.family
      var address: (UInt64, UInt64) = (0, 0)
      for index in 0..<8 {
        address.0 = address.0 << 8 | UInt64(endpoint.address[index])
        address.1 = address.1 << 8 | UInt64(endpoint.address[index + 8])
      }
      if endpoint.family == .ipv4 { address = (address.0 >> 32, 0) }
      self.address = address
    }

    static func == (one: Key, other: Key) -> Bool {
      one.family == other.family && one.address == other.address
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(family)
      hasher.combine(address.0)
      hasher.combine(address.1)
    }
  }

  /// So many are remembered: a listing that repeats for days sees ever more.
  private static let mostNames = 10_000

  private let looksUp: Bool
  /// nil where the resolver knows no name.
  private var names: [Key: Bytes?] = [:]

  init(looksUp: Bool) { self.looksUp = looksUp }

  /// Appends the host's name, its address where there is none, or `*` for any host.
  mutating func append(_ endpoint: InternetEndpoint, to buffer: inout ByteBuffer) {
    if endpoint.isUnspecified { return buffer.append(UInt8(ascii: "*")) }
    if looksUp, let name = name(of: endpoint) { return buffer.append(name) }
    endpoint.appendHost(to: &buffer)
  }

  private mutating func name(of endpoint: InternetEndpoint) -> Bytes? {
    let key = Key(endpoint)
    if let name = names[key] { return name }
    let name = Self.resolve(endpoint)
    if names.count >= Self.mostNames { names.removeAll(keepingCapacity: true) }
    names[key] = .some(name)
    return name
  }

  private static func resolve(_ endpoint: InternetEndpoint) -> Bytes? {
    if endpoint.family == .ipv4 {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      withUnsafeMutableBytes(of: &address.sin_addr) { endpoint.copyAddress(to: $0) }
      return resolve(&address)
    }
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    withUnsafeMutableBytes(of: &address.sin6_addr) { endpoint.copyAddress(to: $0) }
    return resolve(&address)
  }

  private static func resolve<Address>(_ address: inout Address) -> Bytes? {
    let size = MemoryLayout<Address>.size
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NI_MAXHOST)) { host in
      withUnsafeBytes(of: &address) { bytes in
        guard let start = bytes.baseAddress, let text = host.baseAddress else { return nil }
        let failure = getnameinfo(
          start.assumingMemoryBound(to: sockaddr.self), socklen_t(size), text, socklen_t(NI_MAXHOST),
          nil, 0, NI_NAMEREQD)
        return failure == 0 ? Bytes(cString: text) : nil
      }
    }
  }
}

extension InternetEndpoint {
  /// Appends the address in numbers (inet_ntop(3)'s form).
  public func appendAddress(to buffer: inout ByteBuffer) {
    if family == .ipv4 {
      for index in 0..<4 {
        if index > 0 { buffer.append(UInt8(ascii: ".")) }
        buffer.append(decimal: UInt64(address[index]))
      }
      return
    }
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
      var address = in6_addr()
      withUnsafeMutableBytes(of: &address) { copyAddress(to: $0) }
      guard let words = inet_ntop(AF_INET6, &address, text.baseAddress, socklen_t(text.count)) else {
        return
      }
      buffer.append(Bytes(cString: words))
    }
  }

  /// Appends the address as it stands before a port: that of IPv6 in brackets.
  fileprivate func appendHost(to buffer: inout ByteBuffer) {
    if family == .ipv6 { buffer.append(UInt8(ascii: "[")) }
    appendAddress(to: &buffer)
    if family == .ipv6 { buffer.append(UInt8(ascii: "]")) }
  }

  /// Appends address and port in numbers.
  public func append(to buffer: inout ByteBuffer) {
    appendHost(to: &buffer)
    buffer.append(UInt8(ascii: ":"))
    buffer.append(decimal: UInt64(port))
  }

  fileprivate func copyAddress(to bytes: UnsafeMutableRawBufferPointer) {
    for index in 0..<min(length, bytes.count) { bytes[index] = address[index] }
  }
}
