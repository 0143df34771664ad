/// A number that `-p` or `-g` names, to be listed or (`^`) left out.
public struct IDPattern: Sendable, Equatable {
  /// The PID or the process group's ID.
  public var id: Int32
  /// `^`: it is left out.
  public var isExcluded: Bool

  public init(id: Int32, isExcluded: Bool) {
    self.id = id
    self.isExcluded = isExcluded
  }
}
