/// What is known of a file system beside its files.
public struct FileSystemFacts: Sendable {
  /// How much room there is, in bytes: statvfs(3).
  public struct Space: Sendable {
    public var total: UInt64
    /// Also what only root may take.
    public var free: UInt64
    /// What users may take.
    public var available: UInt64

    public init(total: UInt64, free: UInt64, available: UInt64) {
      self.total = total
      self.free = free
      self.available = available
    }
  }

  /// Where it is mounted; empty where no mount leads to it.
  public var directory: Bytes = []
  /// The process that has it mounted there, where the lister doesn't.
  public var process: Int32?
  /// The type, such as `ext4`; empty where it isn't known.
  public var type: Bytes = []
  /// The device, directory or other name that was mounted.
  public var source: Bytes = []
  /// It is the kernel's own, and its files are shared memory: nothing of them is on a disk.
  public var isSharedMemory = false
  /// Nil where it can't be asked.
  public var space: Space?

  public init() {}
}

/// A file system that is asked about.
public struct FileSystemQuestion: Sendable {
  /// st_dev of its files.
  public var device: DeviceNumber
  /// A descriptor of a process with one of its files.
  public var holder: (process: Int32, descriptor: Int32)?
  /// Whether ``FileSystemFacts/space`` is wanted, for which the file system itself is asked.
  public var wantsSpace: Bool

  public init(
    device: DeviceNumber, holder: (process: Int32, descriptor: Int32)?, wantsSpace: Bool
  ) {
    self.device = device
    self.holder = holder
    self.wantsSpace = wantsSpace
  }
}
