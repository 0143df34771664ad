/// What columns show of an open file beside what a usual listing does. Each is known where ``RequiredFields`` ask for
/// it and the kernel tells it. The tasks of a process share it.
public struct OpenFileDetails: Sendable {
  /// Of the file's inode.
  public var inode: FileDetails?
  /// The `mnt_id` of fdinfo; nil where it isn't known.
  public var mountID: UInt64?
  /// What the link says that procfs has for it: a path, or the kind of a file without one. That of a mapped file is as
  /// its map writes it. Empty where it can't be read.
  public var link = ByteSlice.none
  /// Of a packet socket the index of its network interface; 0 where it is bound to none.
  public var interface: UInt32 = 0
  /// Of a netlink socket its port ID, of a packet socket its protocol (linux/if_ether.h), of a raw socket that of IP,
  /// of a ping socket its identifier.
  public var socketNumber: UInt32?
  /// Of a netlink socket the groups that it listens to, as bits.
  public var groups: UInt32 = 0
  /// The other ends: `PID,command,descriptor` with a NUL between each two.
  public var peers = ByteSlice.none
  /// How many descriptors share the open file description, itself counted; nil where that isn't known.
  public var holders: UInt32?
  /// How many processes have these.
  public var holdingProcesses: UInt32 = 0
  /// What the file tells of itself if it is a special one, in the order of ``Fact``.
  public var facts: [FileFact] = []

  public init() {}
}
