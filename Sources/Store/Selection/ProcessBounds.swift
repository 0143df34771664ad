/// What a filter leaves of the numbers that procfs tells of a process before any of its files is looked at. nil is any.
public struct ProcessBounds: Sendable, Equatable {
  public var uids: IntegerRanges?
  public var pids: IntegerRanges?
  public var parents: IntegerRanges?
  public var groups: IntegerRanges?

  public init() {}

  /// Whether a row of the process can pass.
  public func allow(_ process: ProcessRecord) -> Bool {
    (uids?.contains(Int64(process.uid)) ?? true) && (pids?.contains(Int64(process.pid)) ?? true)
      && (parents?.contains(Int64(process.parent)) ?? true)
      && (groups?.contains(Int64(process.group)) ?? true)
  }
}
