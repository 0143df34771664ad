/// The peers of sockets: inodes by inodes.
public struct SocketPeers: Sendable {
  /// The connected peer of each UNIX socket.
  public var unix: [UInt64: UInt64] = [:]
  /// The first pending connection of each listening UNIX socket.
  public var pending: [UInt64: UInt64] = [:]
  /// The peer on this host of each established TCP, UDP or UDPLITE socket.
  public var internet: [UInt64: UInt64] = [:]

  public init() {}
}
