/// An internet address and port. IPv4 addresses are in the first four bytes.
public struct InternetEndpoint: Sendable {
  public enum Family: UInt8, Sendable { case ipv4, ipv6 }

  public var family: Family
  /// Network byte order.
  public var address: InlineArray<16, UInt8>
  /// Host byte order.
  public var port: UInt16

  @inlinable public init(family: Family, address: InlineArray<16, UInt8>, port: UInt16) {
    self.family = family
    self.address = address
    self.port = port
  }

  /// How many bytes of ``address`` count.
  @inlinable public var length: Int { family == .ipv4 ? 4 : 16 }

  /// The address is all zero, which is printed as `*`.
  @inlinable public var isUnspecified: Bool {
    for index in 0..<length where address[index] != 0 { return false }
    return true
  }
}

/// What is printed of a socket beside its name.
public struct SocketInfo: Sendable {
  public enum Transport: UInt8, Sendable { case tcp, udp, udplite, unix }

  public var transport: Transport
  /// Of TCP, UDP and UDPLITE sockets one of TCP's states, of UNIX sockets one of theirs.
  public var state = SocketState.closed
  /// A UNIX socket that listens.
  public var isListening = false
  /// The SOCK_* number of a UNIX socket.
  public var socketType: UInt16 = 0
  /// The `tx_queue` and `rx_queue` of /proc/net/tcp, in bytes (a listener's are backlogs).
  public var sendQueue: UInt32 = 0
  public var receiveQueue: UInt32 = 0
  public var local: InternetEndpoint?
  public var foreign: InternetEndpoint?

  @inlinable public init(transport: Transport) { self.transport = transport }
}
