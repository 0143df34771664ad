/// The files that processes have open, mapped, for their directories or as their program, or that UNIX sockets are
/// bound to.
public struct HeldFiles: Sendable {
  public struct File: Sendable, Hashable {
    /// Of one that a socket is bound to, the inode number has but its lower 32 bits.
    public var identity: FileIdentity
    /// By which the lister may find it, maybe one of several; empty where none is known.
    public var path: Bytes
    /// The path is one that whoever bound a socket to it has chosen.
    public var isBound: Bool

    public init(identity: FileIdentity, path: Bytes, isBound: Bool = false) {
      self.identity = identity
      self.path = path
      self.isBound = isBound
    }
  }

  /// Each with the processes that have it, but for sockets.
  public private(set) var files: [File: Holders] = [:]

  public init() {}

  /// Adds a file.
  public mutating func insert(_ file: File) {
    if files[file] == nil { files[file] = Holders() }
  }

  /// Adds a file, and a process that has it as this descriptor, or otherwise.
  public mutating func insert(_ file: File, holder: Int32, descriptor: Int32? = nil) {
    files[file, default: Holders()].insert(holder, descriptor: descriptor)
  }
}
