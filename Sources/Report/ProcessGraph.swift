import Glibc
import Misc
import Print
import Store

/// `--graph`: processes, and what they have open together, as a picture. Where descriptors are selected, a thing counts
/// if one of its descriptors is; then all who hold it are shown.
struct ProcessGraph: Report {
  static func requiredFields(for request: Request) -> RequiredFields {
    var fields: RequiredFields = [.endpoints, .access, .status, .name, .unit, .container]
    if case .graph(_, includesFiles: true) = request.report { fields.insert(.sharedFiles) }
    return fields
  }

  static func scanRequest(_ request: Request) -> Request {
    var scan = request.withAllSelections {
      // Directories and mappings join nothing.
      if $0.selectors.contains(.descriptor) { return }
      $0.descriptors.numbers = [0...Int32.max]
      $0.selectors.insert(.descriptor)
    }
    scan.output.tellsOfOthers = true
    return scan
  }

  private let request: Request
  private let selection: Selection
  private var builder = GraphBuilder()
  private(set) var graph = Graph()
  private(set) var hiddenProcesses = 0

  init(_ request: Request) {
    self.request = request
    selection = Self.scanRequest(request).selection
  }

  /// The lister's own descriptors would join it with its user's terminal, and with what draws the picture.
  mutating func add(_ batch: borrowing Batch) {
    let lister = getpid()
    for process in batch.processes where process.pid != lister && process.parent != lister {
      builder.add(process, of: batch, selection)
    }
  }

  mutating func complete(_ scan: ScanResult, _ dialect: any Dialect) {
    graph = builder.graph(scan.peers)
    builder = GraphBuilder()
    hiddenProcesses = dialect.countWithFiles(scan.deniedPIDs)
  }

  var isFound: Bool { true }
  var pids: [Int32] { graph.processes.map(\.pid) }
}

// MARK: - Pictures

extension ProcessGraph {
  func append(to text: inout ReportText) {
    guard case .graph(let language, _) = request.report else { return }
    switch language {
    case .dot: append(to: &text, in: DOTNotation.self)
    case .mermaid: append(to: &text, in: MermaidNotation.self)
    }
  }

  private func append(to text: inout ReportText, in notation: (some GraphNotation).Type) {
    notation.begin(&text)
    if hiddenProcesses > 0 {
      notation.note(
        {
          $0.append(hiddenProcesses, "process", "processes")
          $0.append(" can't be looked into, and may be joined too")
        }, &text)
    }
    for (number, group) in groupsOfNodes.enumerated() {
      if !group.name.isEmpty { notation.beginGroup(number, group.name, &text) }
      for index in group.nodes {
        switch graph.nodes[index] {
        case .process(let process): notation.process(graph.id(of: index), process, &text)
        case .junction(let channel, let count):
          notation.junction(graph.id(of: index), channel.label(count), &text)
        }
      }
      if !group.name.isEmpty { notation.endGroup(&text) }
    }
    for edge in graph.edges {
      // What a node is already labelled with needs no second label.
      let isTold = [edge.from, edge.to].contains {
        if case .junction(let channel, _) = graph.nodes[$0] { channel == edge.channel } else { false }
      }
      notation.edge(
        graph.id(of: edge.from), graph.id(of: edge.to), isTold ? [] : edge.channel.label(edge.count),
        edge.direction, &text)
    }
    notation.end(&text)
  }

  /// The nodes by what they belong to: a container, else a unit, else nothing, which comes first.
  private var groupsOfNodes: [(name: Bytes, nodes: [Int])] {
    var groups: [Bytes: [Int]] = [:]
    for (index, node) in graph.nodes.enumerated() {
      var name: Bytes = []
      if case .process(let process) = node {
        name = process.container.isEmpty ? process.unit : process.container
      }
      groups[name, default: []].append(index)
    }
    return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }
  }
}

extension Graph.Channel {
  /// A picture has no room for more of a name, in bytes.
  private static let longestName = 100

  fileprivate func label(_ count: Int) -> Bytes {
    var label = ByteBuffer()
    // `pts/3` says enough.
    if kind != .terminal {
      label.append(kind.word)
      if !name.isEmpty { label.append(" ") }
    }
    label.append(shownName)
    if count > 1 {
      label.append(" x")
      label.append(decimal: count)
    }
    return label.bytes
  }

  /// The end of a long name, which tells more than its beginning.
  private var shownName: Bytes {
    if name.count <= Self.longestName { return name }
    // A character of UTF-8 isn't cut.
    let end = name.suffix(Self.longestName).drop { $0 & 0xc0 == 0x80 }
    return Bytes("...") + end
  }
}

// MARK: - JSON

extension ProcessGraph {
  var groups: [ReportGroup] {
    var users = UserNames(namesUsers: request.output.namesUsers)
    return [
      ReportGroup("nodes", of: "node", graph.nodes.indices.map { facts(ofNode: $0, &users) }),
      ReportGroup("edges", of: "edge", graph.edges.map(facts)),
    ]
  }

  private func facts(ofNode index: Int, _ users: inout UserNames) -> [ReportFact] {
    var facts: [ReportFact?] = [.text("id", graph.id(of: index))]
    switch graph.nodes[index] {
    case .process(let process):
      facts.append(.word("kind", "process"))
      facts += process.facts(&users)
    case .junction(let channel, let count):
      let own: [ReportFact?] = [
        .word("kind", channel.kind.word), .text("name", channel.name), .number("count", count),
      ]
      facts += own
    }
    return facts.compactMap { $0 }
  }

  private func facts(_ edge: Graph.Edge) -> [ReportFact] {
    [
      .text("from", graph.id(of: edge.from)), .text("to", graph.id(of: edge.to)),
      .word("kind", edge.channel.kind.word), .text("name", edge.channel.name),
      .word("direction", edge.direction.word), .number("count", edge.count),
    ].compactMap { $0 }
  }
}
