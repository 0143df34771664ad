/// A process, or one of its tasks, with its files.
public struct ProcessRecord: Sendable {
  public var pid: Int32
  /// The task's ID, or 0 for the process itself.
  public var tid: Int32 = 0
  public var parent: Int32 = 0
  public var group: Int32 = 0
  public var uid: UInt32 = 0
  public var command = ByteSlice.none
  /// The task's own name; empty for a process.
  public var taskCommand = ByteSlice.none
  public var hasTaskCommand = false
  /// The security context, where `-Z` asks for it.
  public var context = ByteSlice.none
  /// The selectors that the process as such matches; its files inherit them.
  public var selected: Selectors = []
  /// The rows, as indices into ``Batch/files``.
  public var files: Range<Int> = 0..<0

  @inlinable public init(pid: Int32) { self.pid = pid }
}

/// What one worker has gathered about a run of processes. A batch has one owner at a time.
public struct Batch: Sendable {
  public var names = ByteArena()
  public var processes: [ProcessRecord] = []
  public var files: [OpenFile] = []
  public var sockets: [SocketInfo] = []

  public init() {}
}
