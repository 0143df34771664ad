import Misc
import Store

/// Processes and what joins them, each thing once: what a picture shows.
struct Graph {
  /// What joins processes, in the order in which edges are told.
  enum ChannelKind: UInt8 {
    case pipe, fifo, queue, eventfd, terminal, unix, tcp, udp, udplite, file

    var word: StaticString {
      switch self {
      case .pipe: "pipe"
      case .fifo: "fifo"
      case .queue: "queue"
      case .eventfd: "eventfd"
      case .terminal: "terminal"
      case .unix: "unix"
      case .tcp: "tcp"
      case .udp: "udp"
      case .udplite: "udplite"
      case .file: "file"
      }
    }
  }

  /// A pipe, socket, terminal ... as it is called. Those of one name look alike.
  struct Channel: Hashable {
    let kind: ChannelKind
    /// The path, the port, or `pts/3`; empty where there is none.
    let name: Bytes

    func precedes(_ other: Channel) -> Bool {
      kind != other.kind
        ? kind.rawValue < other.kind.rawValue : name.lexicographicallyPrecedes(other.name)
    }
  }

  enum Node {
    case process(ProcessNames)
    /// Channels that more than two processes hold, all of them the same ones.
    case junction(Channel, count: Int)
  }

  enum Direction: UInt8 {
    /// Neither is known to be the writer or the client.
    case none
    /// From the writer to the reader, from the client to the server, from a terminal's master to its slave.
    case forward
    case both

    var word: StaticString {
      switch self {
      case .none: "none"
      case .forward: "forward"
      case .both: "both"
      }
    }
  }

  /// So many channels of one name between the same two nodes.
  struct Edge {
    /// Indices into ``Graph/nodes``.
    let from, to: Int
    let channel: Channel
    let direction: Direction
    let count: Int
  }

  /// The processes in the order of PID, then the junctions.
  var nodes: [Node] = []
  var edges: [Edge] = []

  /// What a node is called in the text; no name of the system is in it.
  func id(of index: Int) -> Bytes {
    var id = ByteBuffer()
    switch nodes[index] {
    case .process(let process):
      id.append("p")
      id.append(decimal: Int(process.pid))
    case .junction:
      id.append("c")
      id.append(decimal: index - processCount + 1)
    }
    return id.bytes
  }

  var processes: [ProcessNames] {
    nodes.compactMap { node in
      guard case .process(let process) = node else { return nil }
      return process
    }
  }
  private(set) var processCount = 0

  init() {}

  init(processes: [ProcessNames], junctions: [(Channel, count: Int)], edges: [Edge]) {
    nodes = processes.map { Node.process($0) }
    nodes += junctions.map { Node.junction($0.0, count: $0.count) }
    processCount = processes.count
    self.edges = edges
  }
}
