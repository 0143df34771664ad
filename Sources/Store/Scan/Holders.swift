/// The processes that have some files, and what leads to these in each.
public struct Holders: Sendable, Equatable {
  public struct Holding: Sendable, Equatable {
    /// Descriptors of the files.
    public var descriptors: Set<Int32> = []
    /// They are mapped too, or are directories or the program of the process.
    public var hasOthers = false

    public init() {}
  }

  private var byPID: [Int32: Holding] = [:]

  public init() {}

  public var pids: Set<Int32> { Set(byPID.keys) }

  /// Nil for a process that has none of the files.
  public subscript(pid: Int32) -> Holding? { byPID[pid] }

  /// Adds a process that has a file as this descriptor; nil for anything else that leads to it.
  public mutating func insert(_ pid: Int32, descriptor: Int32?) {
    if let descriptor {
      byPID[pid, default: Holding()].descriptors.insert(descriptor)
    } else {
      byPID[pid, default: Holding()].hasOthers = true
    }
  }

  public mutating func formUnion(_ other: Holders) {
    for (pid, holding) in other.byPID {
      byPID[pid, default: Holding()].descriptors.formUnion(holding.descriptors)
      if holding.hasOthers { byPID[pid]?.hasOthers = true }
    }
  }
}
