/// How the kernel may be asked.
public struct BlockingPolicy: Sendable {
  /// `-b`: no call that may block.
  public var avoidsBlocking = false
  /// `-O`: no guard around calls that may block.
  public var isUnguarded = false
  /// `-S`: seconds that a call may take.
  public var timeLimit = 15
  /// `-e`, `+e`
  public var exemptions: [Exemption] = []
  /// The program's name, where whoever waits at a terminal is told of it; nil after `-w`.
  public var announcer: Bytes?

  public init() {}
}
