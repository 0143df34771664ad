import Misc
import Print
import Store

/// What every row has that an expression is true of, as far as it can be told before the row is made: less is asked of
/// the kernel then. Each part that is nil is anything.
struct FilterBounds {
  /// Kinds of sockets.
  struct Sockets: OptionSet {
    let rawValue: UInt8
    static let internet = Sockets(rawValue: 1)
    static let unix = Sockets(rawValue: 2)
  }

  var processes = ProcessBounds()
  /// What the command begins with one of.
  var commands: [Bytes]?
  var descriptors: IntegerRanges?
  /// Descriptors without numbers; with ``descriptors`` one of both.
  var descriptorKinds: Set<DescriptorKind> = []
  var units: [Bytes]?
  var containers: [Bytes]?
  var pods: [Bytes]?
  /// The file is a socket of one of these kinds.
  var sockets: Sockets?
  var transports: Set<SocketInfo.Transport>?
  /// One of the socket's ends has one of these ports.
  var ports: IntegerRanges?
  var states: Set<SocketState>?

  init() {}

  /// The bounds of an expression.
  init(_ expression: FilterExpression) {
    self.init()
    switch expression {
    case .all(let parts): for part in parts { formIntersection(FilterBounds(part)) }
    case .any(let parts):
      self = FilterBounds(parts[0])
      for part in parts.dropFirst() { formUnion(FilterBounds(part)) }
    // What a row has no value for is true then.
    case .not: break
    case .test(let column, let condition, let isNegated):
      self.init(BoundColumn.of(column), condition, isNegated: isNegated)
    }
  }

  private init(_ column: BoundColumn?, _ condition: FilterCondition, isNegated: Bool) {
    self.init()
    guard let column else { return }
    // Every test needs a value, which only some rows have.
    switch column {
    case .port(let transports), .ofInternet(let transports):
      sockets = .internet
      self.transports = transports
    case .ofUnix: sockets = .unix
    default: break
    }
    if isNegated { return }
    switch column {
    case .user: processes.uids = Self.uids(condition)
    case .uid: processes.uids = Self.numbers(condition)
    case .pid: processes.pids = Self.numbers(condition)
    case .parent: processes.parents = Self.numbers(condition)
    case .group: processes.groups = Self.numbers(condition)
    case .command: commands = Self.beginnings(condition)
    case .descriptor: readDescriptors(condition)
    case .unit: units = Self.names(condition)
    case .container: containers = Self.names(condition)
    case .pod: pods = Self.names(condition)
    case .port: ports = Self.numbers(condition)
    case .protocolName: readProtocols(condition)
    case .type: readTypes(condition)
    case .state: states = Self.states(condition)
    case .ofInternet, .ofUnix: break
    }
  }

  // MARK: - Both, or one of both

  private mutating func formIntersection(_ other: FilterBounds) {
    func both(_ one: IntegerRanges?, _ other: IntegerRanges?) -> IntegerRanges? {
      guard let one, let other else { return one ?? other }
      return one.intersection(other)
    }
    processes.uids = both(processes.uids, other.processes.uids)
    processes.pids = both(processes.pids, other.processes.pids)
    processes.parents = both(processes.parents, other.processes.parents)
    processes.groups = both(processes.groups, other.processes.groups)
    if let theirs = other.descriptors {
      descriptorKinds =
        descriptors == nil ? other.descriptorKinds : descriptorKinds.intersection(other.descriptorKinds)
      descriptors = descriptors.map { $0.intersection(theirs) } ?? theirs
    }
    // Of lists, one is enough.
    commands = commands ?? other.commands
    units = units ?? other.units
    containers = containers ?? other.containers
    pods = pods ?? other.pods
    sockets = sockets.map { $0.intersection(other.sockets ?? $0) } ?? other.sockets
    transports = transports.map { $0.intersection(other.transports ?? $0) } ?? other.transports
    // The two ports of one socket can be asked for.
    ports = ports ?? other.ports
    states = states.map { $0.intersection(other.states ?? $0) } ?? other.states
  }

  private mutating func formUnion(_ other: FilterBounds) {
    func either(_ one: IntegerRanges?, _ other: IntegerRanges?) -> IntegerRanges? {
      guard let one, let other else { return nil }
      return one.union(other)
    }
    func either(_ one: [Bytes]?, _ other: [Bytes]?) -> [Bytes]? {
      guard let one, let other else { return nil }
      return one + other.filter { !one.contains($0) }
    }
    processes.uids = either(processes.uids, other.processes.uids)
    processes.pids = either(processes.pids, other.processes.pids)
    processes.parents = either(processes.parents, other.processes.parents)
    processes.groups = either(processes.groups, other.processes.groups)
    descriptors = either(descriptors, other.descriptors)
    descriptorKinds = descriptors == nil ? [] : descriptorKinds.union(other.descriptorKinds)
    commands = either(commands, other.commands)
    units = either(units, other.units)
    containers = either(containers, other.containers)
    pods = either(pods, other.pods)
    if let ours = sockets, let theirs = other.sockets { sockets = ours.union(theirs) } else { sockets = nil }
    if let ours = transports, let theirs = other.transports {
      transports = ours.union(theirs)
    } else {
      transports = nil
    }
    ports = either(ports, other.ports)
    if let ours = states, let theirs = other.states { states = ours.union(theirs) } else { states = nil }
  }

  // MARK: - Conditions

  /// The numbers that meet a condition; nil where that could be any.
  private static func numbers(_ condition: FilterCondition) -> IntegerRanges? {
    switch condition {
    case .isAny(let operands):
      var numbers: [Int64] = []
      for operand in operands {
        guard case .number(let number, _) = operand else { return nil }
        numbers.append(Int64(clamping: number))
      }
      return IntegerRanges(numbers)
    case .isOrdered(let order, .number(let number, _)):
      switch order {
      case .less: return IntegerRanges(.min...Int64(clamping: number - 1))
      case .lessOrEqual: return IntegerRanges(.min...Int64(clamping: number))
      case .greater: return IntegerRanges(Int64(clamping: number + 1)...(.max))
      case .greaterOrEqual: return IntegerRanges(Int64(clamping: number)...(.max))
      }
    default: return nil
    }
  }

  /// The texts that meet a condition; nil where that could be any.
  private static func texts(_ condition: FilterCondition) -> [Bytes]? {
    guard case .isAny(let operands) = condition else { return nil }
    var texts: [Bytes] = []
    for operand in operands {
      guard case .text(let text) = operand else { return nil }
      texts.append(text)
    }
    return texts
  }

  private static func uids(_ condition: FilterCondition) -> IntegerRanges? {
    guard case .isAny(let operands) = condition else { return nil }
    var uids: [Int64] = []
    for operand in operands {
      switch operand {
      case .number(let number, _): uids.append(Int64(clamping: number))
      case .text(let text):
        // A user without a name is shown as a number.
        if let number = ValueText.number(text[...], maximum: Int(UInt32.max)) {
          uids.append(Int64(number))
        }
        if !text.contains(0), let uid = UserDatabase.uid(of: text) {
          uids.append(Int64(uid))
        }
      default: return nil
      }
    }
    return IntegerRanges(uids)
  }

  private static func beginnings(_ condition: FilterCondition) -> [Bytes]? {
    let beginnings: [Bytes]
    switch condition {
    case .fits(let glob): beginnings = [Bytes(glob.prefix { !Bytes("*?[\\").contains($0) })]
    default: beginnings = texts(condition) ?? []
    }
    // The empty one is no bound, and a newline is looked for as another character.
    let isBound = !beginnings.isEmpty && beginnings.allSatisfy { !$0.isEmpty && !$0.contains(0x0a) }
    return isBound ? beginnings : nil
  }

  /// Names that are patterns of fnmatch(3) too, and match themselves alone.
  private static func names(_ condition: FilterCondition) -> [Bytes]? {
    guard let names = texts(condition) else { return nil }
    let arePlain = names.allSatisfy { name in
      !name.isEmpty && !name.contains { Bytes("*?[\\\0").contains($0) }
    }
    return arePlain ? names : nil
  }

  private mutating func readDescriptors(_ condition: FilterCondition) {
    if let numbers = Self.numbers(condition) {
      descriptors = numbers.intersection(IntegerRanges(0...Int64(Int32.max)))
      return
    }
    guard case .isAny(let operands) = condition else { return }
    var numbers: [Int64] = []
    for operand in operands {
      switch operand {
      case .number(let number, _): numbers.append(Int64(clamping: number))
      case .text(let text):
        if let number = ValueText.number(text[...], maximum: Int(Int32.max)) {
          numbers.append(Int64(number))
        }
        for kind in DescriptorKind.allCases where kind != .number && Bytes(kind.text) == text {
          descriptorKinds.insert(kind)
        }
      default: return
      }
    }
    descriptors = IntegerRanges(numbers).intersection(IntegerRanges(0...Int64(Int32.max)))
  }

  private mutating func readProtocols(_ condition: FilterCondition) {
    guard let names = Self.texts(condition) else { return }
    var found: Set<SocketInfo.Transport> = []
    for name in names.map({ ValueText.uppercased($0[...]) }) {
      switch name {
      case Bytes("TCP"): found.insert(.tcp)
      case Bytes("UDP"): found.insert(.udp)
      case Bytes("UDPLITE"): found.insert(.udplite)
      default: return
      }
    }
    sockets = .internet
    transports = found
  }

  private mutating func readTypes(_ condition: FilterCondition) {
    guard let names = Self.texts(condition) else { return }
    var kinds: Sockets = []
    for name in names.map({ ValueText.uppercased($0[...]) }) {
      switch name {
      case Bytes("IPV4"), Bytes("IPV6"): kinds.insert(.internet)
      case Bytes("UNIX"): kinds.insert(.unix)
      default: return
      }
    }
    sockets = kinds
  }

  /// States of TCP.
  private static func states(_ condition: FilterCondition) -> Set<SocketState>? {
    guard let names = texts(condition)?.map({ ValueText.uppercased($0[...]) }) else { return nil }
    var states: Set<SocketState> = []
    for state in SocketState.ofTCP {
      if let name = state.name, names.contains(Bytes(name)) { states.insert(state) }
    }
    return states.count == Set(names).count ? states : nil
  }
}

/// The columns that bounds come from.
private enum BoundColumn {
  case user, uid, pid, parent, group, command, descriptor, unit, container, pod
  case protocolName, type, state
  /// A port of sockets with one of these protocols; nil for any.
  case port(Set<SocketInfo.Transport>?)
  /// What only these sockets have.
  case ofInternet(Set<SocketInfo.Transport>?)
  case ofUnix

  private static let table: [(StaticString, BoundColumn)] = [
    ("USER", .user), ("UID", .uid), ("PID", .pid), ("PPID", .parent), ("PGID", .group), ("COMMAND", .command),
    ("FD", .descriptor), ("ASSOC", .descriptor), ("UNIT", .unit), ("CONTAINER", .container), ("POD", .pod),
    ("PROTO", .protocolName), ("TYPE", .type), ("STATE", .state), ("LPORT", .port(nil)),
    ("RPORT", .port(nil)),
    ("TCP.LPORT", .port([.tcp])), ("TCP.RPORT", .port([.tcp])), ("UDP.LPORT", .port([.udp])),
    ("UDP.RPORT", .port([.udp])), ("UDPLITE.LPORT", .port([.udplite])), ("UDPLITE.RPORT", .port([.udplite])),
    ("LADDR", .ofInternet(nil)), ("RADDR", .ofInternet(nil)), ("LSCOPE", .ofInternet(nil)),
    ("RSCOPE", .ofInternet(nil)), ("LOCAL", .ofInternet(nil)), ("REMOTE", .ofInternet(nil)),
    ("INET.LADDR", .ofInternet(nil)), ("INET.RADDR", .ofInternet(nil)), ("INET6.LADDR", .ofInternet(nil)),
    ("INET6.RADDR", .ofInternet(nil)), ("TCP.LADDR", .ofInternet([.tcp])), ("TCP.RADDR", .ofInternet([.tcp])),
    ("UDP.LADDR", .ofInternet([.udp])), ("UDP.RADDR", .ofInternet([.udp])),
    ("UDPLITE.LADDR", .ofInternet([.udplite])), ("UDPLITE.RADDR", .ofInternet([.udplite])),
    ("RQ", .ofInternet(nil)), ("SQ", .ofInternet(nil)), ("UNIXPATH", .ofUnix),
  ]

  private static let places: [Int: BoundColumn] = {
    var places: [Int: BoundColumn] = [:]
    for (name, column) in table {
      if let place = ColumnTable.place(Bytes(name)) { places[place] = column }
    }
    return places
  }()

  static func of(_ place: Int) -> BoundColumn? { places[place] }
}
