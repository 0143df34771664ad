/// Which of the things that were searched for have been found. Each array runs parallel to the one of
/// the same name in ``Selection``.
public struct SearchMatches: Sendable {
  /// `-c name`
  public var commands: [Bool]
  /// `-c /re/`
  public var expressions: [Bool]
  /// `-p`
  public var pids: [Bool]
  /// `-g`
  public var groups: [Bool]
  /// `-u`
  public var users: [Bool]
  /// `--unit`
  public var units: [Bool]
  /// `--container`
  public var containers: [Bool]
  /// `--pod`
  public var pods: [Bool]
  /// Names, `+d`, `+D`
  public var files: [Bool]
  /// `-i` with an address
  public var addresses: [Bool]
  /// `-Z` with a context
  public var contexts: [Bool]
  /// The included TCP states that were met.
  public var tcpStates: Set<SocketState> = []
  /// The included UDP states that were met.
  public var udpStates: Set<SocketState> = []
  /// `-i` without an address: an internet socket was met.
  public var internet = false
  /// `-N`: a file on NFS was met.
  public var nfs = false
  /// `-K`: a task was met.
  public var tasks = false

  /// Nothing is found yet.
  public init(_ selection: Selection) {
    commands = Array(repeating: false, count: selection.commands.count)
    expressions = Array(repeating: false, count: selection.expressions.count)
    pids = Array(repeating: false, count: selection.pids.count)
    groups = Array(repeating: false, count: selection.groups.count)
    users = Array(repeating: false, count: selection.users.count)
    units = Array(repeating: false, count: selection.units.count)
    containers = Array(repeating: false, count: selection.containers.count)
    pods = Array(repeating: false, count: selection.pods.count)
    files = Array(repeating: false, count: selection.files.count)
    addresses = Array(repeating: false, count: selection.addresses.count)
    contexts = Array(repeating: false, count: selection.contexts.count)
  }

  /// Adds what another worker, or an earlier cycle, has found.
  public mutating func merge(_ other: SearchMatches) {
    Self.merge(&commands, other.commands)
    Self.merge(&expressions, other.expressions)
    Self.merge(&pids, other.pids)
    Self.merge(&groups, other.groups)
    Self.merge(&users, other.users)
    Self.merge(&units, other.units)
    Self.merge(&containers, other.containers)
    Self.merge(&pods, other.pods)
    Self.merge(&files, other.files)
    Self.merge(&addresses, other.addresses)
    Self.merge(&contexts, other.contexts)
    tcpStates.formUnion(other.tcpStates)
    udpStates.formUnion(other.udpStates)
    internet = internet || other.internet
    nfs = nfs || other.nfs
    tasks = tasks || other.tasks
  }

  /// Takes back what has been found of files since `earlier`; what was found of sockets stays.
  public mutating func forgetFiles(since earlier: SearchMatches) {
    files = earlier.files
    nfs = earlier.nfs
  }

  private static func merge(_ found: inout [Bool], _ other: [Bool]) {
    for index in found.indices where other[index] { found[index] = true }
  }
}
