/// A regular expression for command names (`-c /re/bix`), known to compile.
public struct CommandExpression: Sendable, Equatable {
  /// As regcomp(3) takes it, without the slashes.
  public var expression: Bytes
  /// regcomp(3)'s flags (REG_*).
  public var flags: Int32

  public init(expression: Bytes, flags: Int32) {
    self.expression = expression
    self.flags = flags
  }
}
