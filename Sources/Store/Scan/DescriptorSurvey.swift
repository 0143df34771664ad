/// What a look at each descriptor of some processes has found.
public struct DescriptorSurvey: Sendable {
  /// How many descriptors of each kind a process has.
  public struct Kinds: Sendable, Equatable {
    /// What has a path, devices and directories among them.
    public var files: UInt64 = 0
    public var sockets: UInt64 = 0
    public var pipes: UInt64 = 0
    /// What has no path: event counters, timers and the like.
    public var anonymous: UInt64 = 0
    /// The highest number of a descriptor; -1 where there is none.
    public var highest: Int32 = -1

    public init() {}
  }

  /// What a user has of inotify(7) and epoll(7), which have limits for each user. What processes share counts once.
  public struct Watches: Sendable, Equatable {
    public var inotifyInstances: UInt64 = 0
    public var inotifyWatches: UInt64 = 0
    public var epollWatches: UInt64 = 0

    public init() {}
  }

  /// By PID; without those that the lister may not look into, or that have ended.
  public var kinds: [Int32: Kinds] = [:]
  /// By the UID of the processes.
  public var watches: [UInt32: Watches] = [:]

  public init() {}
}

/// The system's limits of open files and of what watches them, and how much is in use; nil where they can't be read
/// (proc_sys_fs(5)).
public struct SystemLimits: Sendable {
  /// Of the whole system: `file-nr`.
  public var openFiles: UInt64?
  public var mostOpenFiles: UInt64?
  /// The highest limit that a process can be given: `nr_open`.
  public var highestLimit: UInt64?
  /// Of each user.
  public var inotifyInstances: UInt64?
  public var inotifyWatches: UInt64?
  public var epollWatches: UInt64?

  public init() {}
}
