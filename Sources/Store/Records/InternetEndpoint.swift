/// An internet address and port. IPv4 addresses are in the first four bytes.
public struct InternetEndpoint: Sendable {
  public enum Family: UInt8, Sendable { case ipv4, ipv6 }

  /// Which of the two kinds of addresses it is; that of the socket can be another.
  public var family: Family
  /// In network byte order.
  public var address: InlineArray<16, UInt8>
  /// In host byte order; 0 is any port, which is printed as `*`.
  public var port: UInt16

  @inlinable public init(family: Family, address: InlineArray<16, UInt8>, port: UInt16) {
    self.family = family
    self.address = address
    self.port = port
  }

  /// How many bytes of ``address`` count.
  @inlinable public var length: Int { family == .ipv4 ? 4 : 16 }

  /// The address is of one interface's link only (fe80::/10, ff01::/16 and ff02::/16 of RFC 4291): which one, its
  /// scope tells.
  @inlinable public var hasScope: Bool {
    if family == .ipv4 { return false }
    return address[0] == 0xfe && address[1] & 0xc0 == 0x80
      || address[0] == 0xff && (address[1] & 0xf == 1 || address[1] & 0xf == 2)
  }

  /// The address is all zero, which is printed as `*`.
  @inlinable public var isUnspecified: Bool {
    for index in 0..<length where address[index] != 0 { return false }
    return true
  }
}

extension InternetEndpoint: Hashable {
  public static func == (one: InternetEndpoint, other: InternetEndpoint) -> Bool {
    if one.port != other.port || one.family != other.family { return false }
    for index in 0..<one.length where one.address[index] != other.address[index] { return false }
    return true
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(port)
    for index in 0..<length { hasher.combine(address[index]) }
  }
}
