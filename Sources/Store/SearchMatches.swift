/// Which of the things that were searched for have been found. Each array runs parallel to the one of
/// the same name in ``Selection``.
public struct SearchMatches: Sendable {
  public var commands: [Bool]
  public var expressions: [Bool]
  public var pids: [Bool]
  public var groups: [Bool]
  public var users: [Bool]
  public var files: [Bool]
  public var addresses: [Bool]
  public var contexts: [Bool]
  /// The kernel's numbers of the included states that were met.
  public var tcpStates: Set<SocketState> = []
  public var udpStates: Set<SocketState> = []
  public var internet = false
  public var nfs = false
  public var tasks = false

  public init(_ selection: Selection) {
    commands = Array(repeating: false, count: selection.commands.count)
    expressions = Array(repeating: false, count: selection.expressions.count)
    pids = Array(repeating: false, count: selection.pids.count)
    groups = Array(repeating: false, count: selection.groups.count)
    users = Array(repeating: false, count: selection.users.count)
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
