/// What keeps mounts from being unmounted, and what of them stays in use.
public struct MountUse: Sendable {
  /// A way in which a process keeps a mount busy.
  public struct Hold: Sendable {
    public var descriptor: DescriptorKind
    /// The descriptor's number, or -1.
    public var number: Int32
    public var access = Access.none
    /// The descriptor is a UNIX socket that is bound to a file on the mount.
    public var isBoundSocket = false
    /// A task that has descriptors or directories of its own; 0 for the process.
    public var task: Int32 = 0
    /// As the kernel tells it.
    public var path: Bytes
    /// The ID of the mount that was asked about; the file can be on one that goes with that.
    public var mount: Int

    public init(_ descriptor: DescriptorKind, number: Int32 = -1, path: Bytes, mount: Int) {
      self.descriptor = descriptor
      self.number = number
      self.path = path
      self.mount = mount
    }
  }

  /// Something that isn't a process's and keeps a mount busy.
  public struct Obstacle: Sendable {
    public enum Kind: Sendable, CaseIterable { case swap, loop, export, mount }

    public var kind: Kind
    /// The swap file, the loop device, the exported directory, or where a mount below is.
    public var name: Bytes
    /// The file behind a loop device, who may mount what is exported, or the type of a mount's file system.
    public var detail: Bytes
    /// Where a loop device is mounted.
    public var mountedOn: [Bytes] = []
    /// The ID of the mount that it keeps busy.
    public var mount: Int

    public init(_ kind: Kind, name: Bytes, detail: Bytes = [], mount: Int) {
      self.kind = kind
      self.name = name
      self.detail = detail
      self.mount = mount
    }
  }

  /// Something that doesn't keep from unmounting, but uses the file system all the same.
  public struct Remainder: Sendable {
    public enum Kind: Sendable {
      /// Mounted a second time.
      case bind
      /// Mounted in another mount namespace, where it stays.
      case namespace
      /// A file on a mount of it that nothing leads to any more: that of umount -l.
      case detached
      /// A layer of an overlay.
      case overlay
      /// A device that is built on its own.
      case device
      /// fanotify(7) or inotify(7): ends with the mount.
      case watch
    }

    public var kind: Kind
    /// The directory of a mount, the path of a file, or the name of a device.
    public var name: Bytes
    /// The layer of an overlay.
    public var detail: Bytes = []
    /// A process that has it, or sees it mounted.
    public var process: Int32?
    public var descriptor: Int32?

    public init(_ kind: Kind, name: Bytes, process: Int32? = nil, descriptor: Int32? = nil) {
      self.kind = kind
      self.name = name
      self.process = process
      self.descriptor = descriptor
    }
  }

  /// Descriptors that wait to be received from a UNIX socket (unix(7), SCM_RIGHTS). Of which files, the kernel doesn't
  /// tell.
  public struct InFlight: Sendable {
    public var process: Int32
    public var descriptor: Int32
    public var count: UInt64

    public init(process: Int32, descriptor: Int32, count: UInt64) {
      self.process = process
      self.descriptor = descriptor
      self.count = count
    }
  }

  /// Those that were asked about and that the lister sees.
  public var mounts: [Mount] = []
  /// By PID.
  public var holds: [Int32: [Hold]] = [:]
  /// In the order in which they are to be cleared.
  public var obstacles: [Obstacle] = []
  public var remainders: [Remainder] = []
  public var inFlight: [InFlight] = []
  /// Processes that the lister may not look into.
  public var deniedPIDs: [Int32] = []

  public init() {}

  /// Adds what other processes hold.
  public mutating func merge(_ other: MountUse) {
    holds.merge(other.holds) { first, _ in first }
    obstacles += other.obstacles
    remainders += other.remainders
    inFlight += other.inFlight
    deniedPIDs += other.deniedPIDs
  }
}
