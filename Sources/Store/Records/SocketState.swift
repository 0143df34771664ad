/// The states of sockets, whatever the kernel's numbers for them, and their names as they are printed and as `-s`
/// takes them.
public enum SocketState: Hashable, Comparable, Sendable {
  // TCP, in the order in which a report tells them; UDP has `established` and `close` of these.
  case closed, established, synSent, synReceived, finWait1, finWait2, timeWait, close, closeWait, lastAck,
    listen
  case closing
  /// It has a port and is neither connected nor listens. /proc/net/tcp doesn't have it.
  case bound
  // UNIX
  case unconnected, connecting, connected, disconnecting
  /// One that has no name; the number is the kernel's.
  case unknown(UInt8)

  /// Those that a TCP socket can have.
  public static let ofTCP: [SocketState] = [
    .closed, .established, .synSent, .synReceived, .finWait1, .finWait2, .timeWait, .close, .closeWait,
    .lastAck,
    .listen, .closing, .bound,
  ]

  /// What `-s` and the NAME column call it.
  public var name: StaticString? {
    switch self {
    case .closed: "CLOSED"
    case .established: "ESTABLISHED"
    case .synSent: "SYN_SENT"
    case .synReceived: "SYN_RECV"
    case .finWait1: "FIN_WAIT1"
    case .finWait2: "FIN_WAIT2"
    case .timeWait: "TIME_WAIT"
    case .close: "CLOSE"
    case .closeWait: "CLOSE_WAIT"
    case .lastAck: "LAST_ACK"
    case .listen: "LISTEN"
    case .closing: "CLOSING"
    case .bound: "BOUND"
    case .unconnected: "UNCONNECTED"
    case .connecting: "CONNECTING"
    case .connected: "CONNECTED"
    case .disconnecting: "DISCONNECTING"
    case .unknown: nil
    }
  }
}
