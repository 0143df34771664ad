/// The start of a command name (`-c name`, `-c ^name`).
public struct CommandPattern: Sendable, Equatable {
  /// What the command name begins with.
  public var prefix: Bytes
  /// `^`: such commands are left out.
  public var isExcluded: Bool

  public init(prefix: Bytes, isExcluded: Bool) {
    self.prefix = prefix
    self.isExcluded = isExcluded
  }
}
