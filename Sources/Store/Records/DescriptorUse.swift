/// How many descriptors a process has and may have.
public struct DescriptorUse: Sendable, Equatable {
  public var open: UInt64
  /// The limit in force and the one up to which the process may raise it (getrlimit(2), RLIMIT_NOFILE); nil for none.
  public var softLimit: UInt64?
  public var hardLimit: UInt64?

  public init(open: UInt64, softLimit: UInt64?, hardLimit: UInt64?) {
    self.open = open
    self.softLimit = softLimit
    self.hardLimit = hardLimit
  }

  /// Which part of the limit in force is used, 1 for all of it; nil without a limit.
  public var share: Double? {
    softLimit.map { $0 == 0 ? 1 : Double(open) / Double($0) }
  }
}
