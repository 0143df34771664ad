/// The files that processes have open, mapped, for their directories or as their program, or that UNIX sockets are
/// bound to.
public struct HeldFiles: Sendable {
  public struct File: Sendable, Hashable {
    /// Of one that a socket is bound to, the inode number has but its lower 32 bits.
    public var identity: FileIdentity
    /// By which the lister may find it; empty where none is known.
    public var path: Bytes
    /// The path is one that whoever bound a socket to it has chosen.
    public var isBound: Bool

    public init(identity: FileIdentity, path: Bytes, isBound: Bool = false) {
      self.identity = identity
      self.path = path
      self.isBound = isBound
    }
  }

  public var files: Set<File> = []
  /// The processes that have them, but for sockets.
  public var holders: Set<Int32> = []

  public init() {}
}
