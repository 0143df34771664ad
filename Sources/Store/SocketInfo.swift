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
  /// For internet sockets the state of include/net/tcp_states.h; for UNIX sockets that of
  /// include/uapi/linux/net.h (SS_*).
  public var state: UInt8 = 0
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

/// Names of socket states, as they are printed and as `-s` takes them.
public enum SocketStates {
  /// Indexed by the kernel's number (include/net/tcp_states.h); 0 is the name lsof gives to none.
  public static let tcp: [StaticString] = [
    "CLOSED", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT", "CLOSE",
    "CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING",
  ]
  /// Indexed by the SS_* number.
  public static let unix: [StaticString] = [
    "UNKNOWN", "UNCONNECTED", "CONNECTING", "CONNECTED", "DISCONNECTING",
  ]

  public static let established: UInt8 = 1
  public static let close: UInt8 = 7
  public static let listen: UInt8 = 10
}
