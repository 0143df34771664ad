/// The peers of sockets: inodes by inodes.
public struct SocketPeers: Sendable {
  /// Of each UNIX socket: the one that it is connected to, then those that are connected to it. One that waits to be
  /// accepted has its listener.
  public var unix: [UInt64: [UInt64]] = [:]
  /// The connections that wait at each listening UNIX socket, in their order.
  public var pending: [UInt64: [UInt64]] = [:]
  /// Of each TCP, UDP or UDPLITE socket those on this host that have its other end. A TCP connection that waits to be
  /// accepted has its listener, and the listener has it.
  public var internet: [UInt64: [UInt64]] = [:]

  public init() {}

  /// Adds the peers of other sockets.
  public mutating func merge(_ other: SocketPeers) {
    unix.merge(other.unix) { first, _ in first }
    pending.merge(other.pending) { first, _ in first }
    internet.merge(other.internet) { first, _ in first }
  }
}
