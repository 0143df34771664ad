/// What is printed of a socket beside its name.
public struct SocketInfo: Sendable {
  public enum Transport: UInt8, Sendable {
    case tcp, udp, udplite, unix

    public var name: StaticString {
      switch self {
      case .tcp: "TCP"
      case .udp: "UDP"
      case .udplite: "UDPLITE"
      case .unix: "UNIX"
      }
    }
  }

  /// The protocol; UDPLITE is told from UDP.
  public var transport: Transport
  /// Of TCP, UDP and UDPLITE sockets one of TCP's states, of UNIX sockets one of theirs.
  public var state = SocketState.closed
  /// A UNIX socket that listens.
  public var isListening = false
  /// The SOCK_* number of a UNIX socket.
  public var socketType: UInt16 = 0
  /// The `tx_queue` of /proc/net/tcp, in bytes (of a listener: the longest backlog).
  public var sendQueue: UInt32 = 0
  /// The `rx_queue` of /proc/net/tcp, in bytes (of a listener: the backlog, in connections).
  public var receiveQueue: UInt32 = 0
  /// The own address of an internet socket.
  public var local: InternetEndpoint?
  /// The peer's address, where the socket is connected.
  public var foreign: InternetEndpoint?
  /// The index of the network interface that an internet socket is bound to; 0 where there is none, or it was not
  /// asked for (the tables of /proc/net don't tell it).
  public var interface: UInt32 = 0

  /// The user who made an internet socket, where that is known.
  public var owner: UInt32?
  /// How many connections may wait at a listener of TCP; nil where only the tables of /proc/net tell of it.
  public var backlogLimit: UInt32?

  @inlinable public init(transport: Transport) { self.transport = transport }
}
