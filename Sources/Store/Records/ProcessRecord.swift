/// A process, or one of its tasks, with its files.
public struct ProcessRecord: Sendable {
  /// The process's ID, in the PID namespace of the procfs that is read.
  public var pid: Int32
  /// The task's ID, or 0 for the process itself.
  public var tid: Int32 = 0
  /// The parent's PID.
  public var parent: Int32 = 0
  /// The process group's ID; -1 of a process that is being reaped.
  public var group: Int32 = 0
  /// It is a thread of the kernel.
  public var isKernelThread = false
  /// The owner of the process's directory in procfs.
  public var uid: UInt32 = 0
  /// The process's name: `comm` of proc(5), at most 15 bytes.
  public var command = ByteSlice.none
  /// The task's own name; empty for a process.
  public var taskCommand = ByteSlice.none
  /// There is a ``taskCommand``, even if it is empty.
  public var hasTaskCommand = false
  /// The security context, where ``RequiredFields/context`` asks for it.
  public var context = ByteSlice.none
  /// The ``Workload``, where ``RequiredFields/unit`` or ``RequiredFields/container`` asks for it.
  public var unit = ByteSlice.none
  public var container = ByteSlice.none
  public var pod = ByteSlice.none
  /// The process's ID in its own PID namespace, where ``RequiredFields/namespacePID`` asks for it; 0 where it isn't
  /// known.
  public var namespacePID: Int32 = 0
  /// The name of the process's network namespace, where ``RequiredFields/networkNamespace`` asks for it.
  public var networkNamespace = ByteSlice.none
  /// The selectors that the process as such matches; its files inherit them.
  public var selected: Selectors = []
  /// The rows, as indices into ``Batch/files``. Tasks can have the rows of the process or task before them.
  public var files: Range<Int> = 0..<0

  @inlinable public init(pid: Int32) { self.pid = pid }
}
