/// The kinds of selection that a request can make, and that a process or file can match.
public struct Selectors: OptionSet, Hashable, Sendable {
  public let rawValue: UInt32
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// `-c`
  public static let command = Selectors(rawValue: 1 << 0)
  /// `-Z`
  public static let context = Selectors(rawValue: 1 << 1)
  /// `-d`
  public static let descriptor = Selectors(rawValue: 1 << 2)
  /// `-i` with an address, protocol or port
  public static let address = Selectors(rawValue: 1 << 3)
  /// `-i`, `-i4`, `-i6`
  public static let internet = Selectors(rawValue: 1 << 4)
  /// `-N`
  public static let nfs = Selectors(rawValue: 1 << 5)
  /// `+L n`
  public static let linkCount = Selectors(rawValue: 1 << 6)
  /// names, `+d` and `+D`
  public static let name = Selectors(rawValue: 1 << 7)
  /// `-g`
  public static let processGroup = Selectors(rawValue: 1 << 8)
  /// `-p`
  public static let pid = Selectors(rawValue: 1 << 9)
  /// `-u`
  public static let user = Selectors(rawValue: 1 << 10)
  /// `-U`
  public static let unix = Selectors(rawValue: 1 << 11)
  /// `-K`
  public static let task = Selectors(rawValue: 1 << 12)
  /// Never to be listed, whatever else matches (`-s` states).
  public static let excluded = Selectors(rawValue: 1 << 13)

  /// `--unit` with names
  public static let unit = Selectors(rawValue: 1 << 14)
  /// `--container` with names
  public static let container = Selectors(rawValue: 1 << 15)
  /// `--pod` with names
  public static let pod = Selectors(rawValue: 1 << 16)

  /// What is in force when nothing is selected.
  public static let everything: Selectors = [
    .command, .context, .descriptor, .address, .internet, .name, .nfs, .pid, .user, .unix, .task,
  ]
  /// Decided by the process alone, before any of its files is looked at.
  public static let ofProcess: Selectors = ofWorkload.union([
    .command, .context, .processGroup, .pid, .user, .task,
  ])
  /// Decided by the control group of the process.
  public static let ofWorkload: Selectors = [.unit, .container, .pod]
  /// What only a socket can match.
  public static let ofSocket: Selectors = [.address, .internet, .unix]
}
