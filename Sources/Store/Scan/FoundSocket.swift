/// A socket that a search for sockets has found, whichever process has it.
public struct FoundSocket: Sendable {
  public var inode: UInt64
  public var info: SocketInfo
  /// The name of its network namespace, where these are asked for.
  public var networkNamespace: Bytes

  public init(inode: UInt64, info: SocketInfo, networkNamespace: Bytes = []) {
    self.inode = inode
    self.info = info
    self.networkNamespace = networkNamespace
  }
}
