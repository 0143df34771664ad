import Misc
import Store

/// Finds which processes are joined by what they have open.
///
/// Two holders get an edge. More of them get a node of the thing that they hold, with an edge each: so there are no
/// more edges than descriptors and connections, and time and memory grow with these alone.
struct GraphBuilder {
  /// What a process does with a channel. The master of a terminal counts as who writes, a slave as who reads.
  struct Roles: OptionSet, Hashable {
    let rawValue: UInt8
    static let reads = Roles(rawValue: 1 << 0)
    static let writes = Roles(rawValue: 1 << 1)
  }

  private struct Holder: Hashable {
    /// An index into ``processes``.
    let process: Int
    var roles: Roles

    func precedes(_ other: Holder) -> Bool {
      (process, roles.rawValue) < (other.process, other.roles.rawValue)
    }
  }

  /// What has descriptors: a pipe, a socket, both sides of a terminal ...
  private struct Object {
    let key: EndpointKey
    let channel: Graph.Channel
    var socket: SocketInfo?
    /// In the order of PID, each process once.
    var holders: [Holder] = []
    /// One of the descriptors is selected.
    var isListed = false
    /// The node that stands for all holders, once it is needed.
    var node: Node?
  }

  /// A node while they are still being found.
  private enum Node: Hashable {
    case process(Int)
    case junction(Int)

    var order: (Int, Int) {
      switch self {
      case .process(let index): (0, index)
      case .junction(let index): (1, index)
      }
    }
  }

  /// What makes channels one junction.
  private struct Junction: Hashable {
    let channel: Graph.Channel
    let holders: [Holder]

    func precedes(_ other: Junction) -> Bool {
      channel != other.channel
        ? channel.precedes(other.channel)
        : holders.lexicographicallyPrecedes(other.holders) { $0.precedes($1) }
    }
  }

  /// What makes channels one edge.
  private struct Edge: Hashable {
    let from, to: Node
    let channel: Graph.Channel
    let direction: Graph.Direction
  }

  private struct Pair: Hashable {
    let one, other: Int

    init(_ first: Int, _ second: Int) { (one, other) = (min(first, second), max(first, second)) }
  }

  /// In the order of PID.
  private var processes: [ProcessNames] = []
  private var objects: [Object] = []
  private var places: [EndpointKey: Int] = [:]
  private var junctions: [Junction: Int] = [:]
  /// How many channels are in each junction.
  private var junctionCounts: [Int] = []
  private var edges: [Edge: Int] = [:]

  /// Takes the descriptors of a process. It has to come after those with lower PIDs.
  mutating func add(_ process: ProcessRecord, of batch: borrowing Batch, _ selection: Selection) {
    var isAdded = false
    for index in process.files {
      let file = batch.files[index]
      guard file.descriptor == .number, let channel = Graph.Channel(of: file, in: batch) else { continue }
      if !isAdded {
        processes.append(ProcessNames(process, of: batch))
        isAdded = true
      }
      let info = file.socket < 0 ? nil : batch.sockets[Int(file.socket)]
      note(file, channel, info, isListed: selection.lists(file.selected))
    }
  }

  private mutating func note(
    _ file: OpenFile, _ channel: Graph.Channel, _ info: SocketInfo?, isListed: Bool
  ) {
    // Both sides of a terminal are one channel.
    let key =
      channel.kind == .terminal ? EndpointKey(.terminalSlave, file.endpointKey) : EndpointKey(of: file)
    let place: Int
    if let known = places[key] {
      place = known
    } else {
      place = objects.count
      places[key] = place
      objects.append(Object(key: key, channel: channel, socket: info))
    }
    let process = processes.count - 1
    if objects[place].holders.last?.process != process {
      objects[place].holders.append(Holder(process: process, roles: []))
    }
    objects[place].holders[objects[place].holders.count - 1].roles.formUnion(Roles(of: file))
    if isListed { objects[place].isListed = true }
  }

  /// What has been found, after the last process.
  mutating func graph(_ peers: SocketPeers) -> Graph {
    for index in objects.indices where objects[index].isListed && objects[index].socket == nil {
      joinHolders(of: index)
    }
    joinSockets(peers)
    return sorted()
  }
}

// MARK: - Pipes, terminals, queues, eventfds, files

extension GraphBuilder {
  private mutating func joinHolders(of index: Int) {
    let object = objects[index]
    switch object.holders.count {
    case ..<2: return
    case 2:
      let (one, other) = (object.holders[0], object.holders[1])
      addEdge(
        .process(one.process), .process(other.process), object.channel,
        isForward: one.roles.contains(.writes) && other.roles.contains(.reads),
        isBackward: other.roles.contains(.writes) && one.roles.contains(.reads))
    default: _ = junction(object.channel, object.holders)
    }
  }

  /// The node of channels that these processes hold. Each time stands for one channel more.
  private mutating func junction(_ channel: Graph.Channel, _ holders: [Holder]) -> Node {
    let junction = Junction(channel: channel, holders: holders)
    if let known = junctions[junction] {
      junctionCounts[known] += 1
      return .junction(known)
    }
    let node = Node.junction(junctionCounts.count)
    junctions[junction] = junctionCounts.count
    junctionCounts.append(1)
    for holder in holders {
      addEdge(
        .process(holder.process), node, channel, isForward: holder.roles.contains(.writes),
        isBackward: holder.roles.contains(.reads))
    }
    return node
  }

  private mutating func addEdge(
    _ from: Node, _ to: Node, _ channel: Graph.Channel, isForward: Bool, isBackward: Bool
  ) {
    let swaps = isForward == isBackward ? from.order > to.order : isBackward
    let direction: Graph.Direction =
      isForward ? (isBackward ? .both : .forward) : isBackward ? .forward : .none
    let edge = Edge(
      from: swaps ? to : from, to: swaps ? from : to, channel: channel, direction: direction)
    edges[edge, default: 0] += 1
  }
}

// MARK: - Sockets

extension GraphBuilder {
  private mutating func joinSockets(_ peers: SocketPeers) {
    let servers = Servers(objects)
    // Most sockets name each other.
    var joined: Set<Pair> = []
    for index in objects.indices where objects[index].socket != nil {
      let key = objects[index].key
      for peer in (key.kind == .unix ? peers.unix : peers.internet)[key.number] ?? [] {
        guard let other = places[EndpointKey(key.kind, peer)], other != index,
          objects[index].isListed || objects[other].isListed,
          joined.insert(Pair(index, other)).inserted
        else { continue }
        join(index, other, servers)
      }
    }
  }

  /// Joins the holders of two sockets that are each other's ends.
  private mutating func join(_ first: Int, _ second: Int, _ servers: Servers) {
    let isServed = servers.isServer(objects[second], for: objects[first])
    let serves = servers.isServer(objects[first], for: objects[second])
    // The server comes second.
    let (one, other) = serves && !isServed ? (second, first) : (first, second)
    let isKnown = serves != isServed
    let name = Servers.name(client: objects[one], server: objects[other], isKnown: isKnown)
    let channel = Graph.Channel(kind: objects[other].channel.kind, name: name)
    if let (from, to) = pair(objects[one].holders, objects[other].holders) {
      if from == to { return }
      addEdge(.process(from), .process(to), channel, isForward: isKnown, isBackward: false)
      return
    }
    let (from, to) = (node(of: one), node(of: other))
    if from != to { addEdge(from, to, channel, isForward: isKnown, isBackward: false) }
  }

  /// The two processes that hold the ends, that of the second end last, or one process twice; nil where there are more.
  /// Two that share both ends are told apart by the order of PID.
  private func pair(_ first: [Holder], _ second: [Holder]) -> (Int, Int)? {
    if first.count > 2 || second.count > 2 { return nil }
    let all = Set((first + second).map(\.process))
    if all.count > 2 { return nil }
    if second.count == 1 {
      let to = second[0].process
      return (all.first { $0 != to } ?? to, to)
    }
    let from = first[0].process
    return (from, all.first { $0 != from } ?? from)
  }

  /// The process that holds a socket, or the junction of those that share it.
  private mutating func node(of index: Int) -> Node {
    if let node = objects[index].node { return node }
    let object = objects[index]
    let node =
      object.holders.count == 1
      ? Node.process(object.holders[0].process) : junction(object.channel, object.holders)
    objects[index].node = node
    return node
  }

  /// Tells which of two ends is the server's.
  private struct Servers {
    /// Where TCP listens: at an address, and at any.
    private var addresses: Set<InternetEndpoint> = []
    private var ports: Set<UInt16> = []
    /// The names at which UNIX sockets listen.
    private var names: Set<Bytes> = []

    init(_ objects: [Object]) {
      for object in objects {
        guard let socket = object.socket else { continue }
        if socket.isListening && !object.channel.name.isEmpty { names.insert(object.channel.name) }
        guard socket.state == .listen, socket.transport == .tcp, let local = socket.local else { continue }
        if local.isUnspecified { ports.insert(local.port) } else { addresses.insert(local) }
      }
    }

    func isServer(_ object: Object, for other: Object) -> Bool {
      guard let socket = object.socket else { return false }
      switch socket.transport {
      case .unix:
        let name = object.channel.name
        return names.contains(name) || !name.isEmpty && other.channel.name.isEmpty
      case .tcp:
        guard let local = socket.local else { return false }
        return ports.contains(local.port) || addresses.contains(local)
      case .udp, .udplite: return socket.foreign == nil
      }
    }

    /// What a connection is called: by the server's name or port, else by all that there is.
    static func name(client: Object, server: Object, isKnown: Bool) -> Bytes {
      if isKnown { return server.channel.name }
      let names = [client, server].sorted { $0.key < $1.key }.map(\.channel.name)
      if client.key.kind == .unix { return names[0].isEmpty ? names[1] : names[0] }
      return names[0] + Bytes("-") + names[1]
    }
  }
}

// MARK: - Order

extension GraphBuilder {
  /// The same order for the same processes, whatever the inodes.
  private func sorted() -> Graph {
    var isUsed = [Bool](repeating: false, count: processes.count)
    for edge in edges.keys {
      for case .process(let index) in [edge.from, edge.to] { isUsed[index] = true }
    }
    var places = [Int](repeating: 0, count: processes.count)
    var shown: [ProcessNames] = []
    for index in processes.indices where isUsed[index] {
      places[index] = shown.count
      shown.append(processes[index])
    }
    let ordered = junctions.sorted { $0.key.precedes($1.key) }
    var junctionPlaces = [Int](repeating: 0, count: ordered.count)
    for (place, junction) in ordered.enumerated() { junctionPlaces[junction.value] = shown.count + place }
    func place(of node: Node) -> Int {
      switch node {
      case .process(let index): places[index]
      case .junction(let index): junctionPlaces[index]
      }
    }
    let edges = self.edges.map { edge, count in
      Graph.Edge(
        from: place(of: edge.from), to: place(of: edge.to), channel: edge.channel,
        direction: edge.direction, count: count)
    }.sorted { one, other in
      let (first, second) = ((one.from, one.to), (other.from, other.to))
      if first != second { return first < second }
      if one.channel != other.channel { return one.channel.precedes(other.channel) }
      return one.direction.rawValue < other.direction.rawValue
    }
    return Graph(
      processes: shown, junctions: ordered.map { ($0.key.channel, count: junctionCounts[$0.value]) },
      edges: edges)
  }
}

extension GraphBuilder.Roles {
  fileprivate init(of file: OpenFile) {
    self =
      switch file.endpoint {
      case .terminalMaster: .writes
      case .terminalSlave: .reads
      case .unix, .internet: []
      case .none, .pipe, .messageQueue, .eventfd, .file:
        switch file.access {
        case .read: .reads
        case .write: .writes
        case .readWrite: [.reads, .writes]
        case .none: []
        }
      }
  }
}

extension Graph.Channel {
  /// Nil where the file joins nothing.
  fileprivate init?(of file: OpenFile, in batch: borrowing Batch) {
    let name = Bytes(batch.names[file.name])
    switch file.endpoint {
    case .none: return nil
    case .pipe:
      self = name.first == UInt8(ascii: "/") ? .init(kind: .fifo, name: name) : .init(kind: .pipe, name: [])
    case .messageQueue: self.init(kind: .queue, name: name)
    case .eventfd: self.init(kind: .eventfd, name: [])
    case .file: self.init(kind: .file, name: name)
    case .terminalMaster, .terminalSlave:
      var text = ByteBuffer()
      text.append("pts/")
      text.append(decimal: TerminalKey(rawValue: file.endpointKey).index)
      self.init(kind: .terminal, name: text.bytes)
    case .unix: self.init(kind: .unix, name: Self.withoutType(name))
    case .internet:
      if file.socket < 0 { return nil }
      let info = batch.sockets[Int(file.socket)]
      var port = ByteBuffer()
      port.append(decimal: UInt64(info.local?.port ?? 0))
      self.init(kind: .init(info.transport), name: port.bytes)
    }
  }

  /// The rows of UNIX sockets say `type=STREAM` behind the name.
  private static func withoutType(_ name: Bytes) -> Bytes {
    let mark = Bytes("type=")
    var index = name.count - mark.count
    while index >= 0 {
      if name[index...].starts(with: mark) { return Bytes(name[..<max(0, index - 1)]) }
      index -= 1
    }
    return name
  }
}

extension Graph.ChannelKind {
  fileprivate init(_ transport: SocketInfo.Transport) {
    self =
      switch transport {
      case .tcp: .tcp
      case .udp: .udp
      case .udplite: .udplite
      case .unix: .unix
      }
  }
}
