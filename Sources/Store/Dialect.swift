/// A mounted file system.
public struct Mount: Sendable, Equatable {
  /// The number that fdinfo calls `mnt_id`.
  public var id: Int
  public var directory: Bytes
  /// The device, directory or other name that was mounted.
  public var source: Bytes
  public var fileSystem: Bytes
  public var device: DeviceNumber

  public init(id: Int, directory: Bytes, source: Bytes, fileSystem: Bytes, device: DeviceNumber) {
    self.id = id
    self.directory = directory
    self.source = source
    self.fileSystem = fileSystem
    self.device = device
  }

  /// Served by another host under the NFS protocols.
  public var isNFS: Bool {
    let names: [Bytes] = [Bytes("nfs"), Bytes("nfs3"), Bytes("nfs4")]
    return names.contains(fileSystem)
  }
}

/// Who is the other end of a socket, by inode.
public struct SocketPeers: Sendable {
  /// The connected peer of each UNIX socket.
  public var unix: [UInt64: UInt64] = [:]
  /// The first pending connection of each listening UNIX socket.
  public var pending: [UInt64: UInt64] = [:]
  /// The socket of this host at the other end of each established TCP, UDP or UDPLITE socket.
  public var internet: [UInt64: UInt64] = [:]

  public init() {}
}

/// What a scan gives beside the batches.
public struct ScanResult: Sendable {
  public var searchMatches: SearchMatches
  public var peers: SocketPeers
  /// Something that should be listed isn't, as a message has said.
  public var isCut = false

  public init(searchMatches: SearchMatches, peers: SocketPeers) {
    self.searchMatches = searchMatches
    self.peers = peers
  }
}

/// Why a scan could not be made.
public struct ScanError: Error, Sendable {
  /// Without the program's name or a newline.
  public var message: Bytes

  public init(message: Bytes) { self.message = message }
}

/// The part of lsof that knows one kernel. Everything above reaches it through this protocol.
public protocol Dialect: Sendable {
  /// The mounts that the lister sees, in the kernel's order; nil where they can't be read.
  func mounts() -> [Mount]?

  /// Scans the processes that `request` can list.
  ///
  /// `deliver` gets every batch on the calling thread, in the order of PID and TID.
  func scan(_ request: Request, deliver: (consuming Batch) -> Void) throws(ScanError) -> ScanResult
}
