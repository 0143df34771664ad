/// One internet address that `-i` names: each part that is nil or empty matches anything.
public struct AddressTarget: Sendable {
  /// As the user wrote it; one argument can give several targets.
  public var argument: Bytes
  /// TCP, UDP or UDPLITE.
  public var transport: SocketInfo.Transport?
  /// IPv4 or IPv6.
  public var family: InternetEndpoint.Family?
  /// In network byte order; an IPv4 address is in the first four bytes.
  public var address: InlineArray<16, UInt8>?
  /// The index of the network interface that the socket is bound to.
  public var interface: UInt32?
  /// In host byte order.
  public var ports: ClosedRange<Int>?

  public init(argument: Bytes) { self.argument = argument }
}
