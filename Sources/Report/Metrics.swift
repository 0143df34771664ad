import Glibc
import Misc
import Print
import Store

/// `--metrics`: what the other reports tell, as numbers for a monitoring system.
struct Metrics: Report {
  /// So many values of a label have series of their own.
  static let mostValues = 100

  static let isForPrograms = true

  static func requiredFields(for request: Request) -> RequiredFields {
    [.name, .status, .removedDetails, .unit, .container, .descriptorUse]
  }

  static func scanRequest(_ request: Request) -> Request { request.withAllSelections { _ in } }

  /// The descriptors of some processes, and that one of these which is nearest to its limit.
  struct Workload: LabelledSum {
    private(set) var open: UInt64 = 0
    private(set) var worst: DescriptorUse?

    init() {}
    init(_ use: DescriptorUse) {
      open = use.open
      worst = use.share == nil ? nil : use
    }

    mutating func add(_ other: Workload) {
      open &+= other.open
      if let candidate = other.worst, rank(candidate) > rank(worst) { worst = candidate }
    }

    /// Of those that are equally near the one with the lower limit.
    private func rank(_ use: DescriptorUse?) -> (Double, UInt64) {
      (use?.share ?? -1, UInt64.max - (use?.softLimit ?? UInt64.max))
    }

    func outweighs(_ other: Workload) -> Bool { open > other.open }
  }

  /// What processes have of a file system.
  struct FileSystemUse: LabelledSum {
    var files: UInt64 = 0
    var removed: UInt64 = 0
    /// Bytes, as far as they are known.
    var held: UInt64 = 0

    mutating func add(_ other: FileSystemUse) {
      files &+= other.files
      removed &+= other.removed
      held &+= other.held
    }

    func outweighs(_ other: FileSystemUse) -> Bool { (held, files) > (other.held, other.files) }
  }

  /// The rows of files on a device, and a descriptor that leads there if there is one.
  private struct Place {
    var files: UInt64 = 0
    var holder: (process: Int32, descriptor: Int32)?

    mutating func add(_ file: OpenFile, of process: ProcessRecord) {
      files += 1
      if holder == nil && file.descriptor == .number { holder = (process.pid, file.number) }
    }
  }

  private let request: Request
  private let selection: Selection
  private let start = Metrics.now()
  private var duration = 0.0
  private var processes: UInt64 = 0
  private(set) var hiddenProcesses = 0
  private var system = SystemLimits()
  private var units = LabelledSums<Workload>()
  private var containers = LabelledSums<Workload>()
  private var commands = LabelledSums<Workload>()
  /// How many descriptors there are of each ``FileType``.
  private var types: [UInt64] = Array(repeating: 0, count: FileType.allCases.count)
  /// What processes share counts once.
  private var knownSockets: Set<UInt64> = []
  private var sockets: [SocketLabels: UInt64] = [:]
  private var places: [DeviceNumber: Place] = [:]
  private var removed = RemovedFiles()
  private var fileSystems = LabelledSums<FileSystemUse>()

  init(_ request: Request) {
    self.request = request
    selection = Self.scanRequest(request).selection
  }

  mutating func add(_ batch: borrowing Batch) {
    for process in batch.processes where !process.isKernelThread {
      processes += 1
      if let use = batch.processDetails[process.pid]?.descriptorUse {
        let workload = Workload(use)
        units.add(workload, to: [Bytes(batch.names[process.unit])])
        containers.add(workload, to: [Bytes(batch.names[process.container])])
        commands.add(workload, to: [Bytes(batch.names[process.command])])
      }
      for index in process.files {
        let file = batch.files[index]
        if !selection.lists(file.selected) || file.isHidden { continue }
        if file.descriptor == .number { types[Int(file.type.rawValue)] += 1 }
        if file.type.isSocket {
          if knownSockets.insert(file.inode).inserted {
            sockets[SocketLabels(of: file, in: batch), default: 0] += 1
          }
        } else if file.known.contains(.device) {
          places[file.device, default: Place()].add(file, of: process)
          removed.add(file, of: process, in: batch)
        }
      }
    }
  }

  mutating func complete(_ scan: ScanResult, _ dialect: any Dialect) {
    hiddenProcesses = dialect.countWithFiles(scan.deniedPIDs)
    system = dialect.systemLimits()
    let questions = places.map { device, place in
      FileSystemQuestion(device: device, holder: place.holder, wantsSpace: false)
    }
    complete(dialect.fileSystems(questions, request.blockingPolicy))
    duration = Metrics.now() - start
  }

  private mutating func complete(_ facts: [DeviceNumber: FileSystemFacts]) {
    removed.complete(facts)
    for (device, place) in places {
      guard let labels = facts[device].flatMap(Self.labels) else { continue }
      var use = FileSystemUse()
      use.files = place.files
      fileSystems.add(use, to: labels)
    }
    for holdings in removed.fileSystems {
      var use = FileSystemUse()
      use.removed = UInt64(holdings.room.files)
      use.held = holdings.room.held
      let unknown = Array(repeating: LabelledSums<FileSystemUse>.others, count: 3)
      fileSystems.add(use, to: Self.labels(holdings.facts) ?? unknown)
    }
  }

  /// What was mounted, the type and the directory, by the same words as in node_exporter's metrics of file systems.
  /// Those that come and go with containers, and are not mounted for the lister, are known by their type alone. Nil for
  /// what is mounted nowhere, such as that of pipes.
  private static func labels(_ facts: FileSystemFacts) -> [Bytes]? {
    if facts.directory.isEmpty { return nil }
    let others = LabelledSums<FileSystemUse>.others
    let isOfContainers = facts.type == Bytes("overlay") && facts.directory != Bytes("/")
    if facts.process != nil || isOfContainers || facts.type == Bytes("nsfs") {
      return [others, facts.type, others]
    }
    return [facts.source, facts.type, facts.directory]
  }

  /// Seconds since some time.
  private static func now() -> Double { Double(MonotonicTime.nanoseconds) / 1e9 }

  var isFound: Bool { true }
  // Other forms than its own are refused.
  var pids: [Int32] { [] }
  var groups: [ReportGroup] { [] }
}

extension OpenFile {
  /// It may not be looked at, so that nothing is known of it.
  fileprivate var isHidden: Bool { type == .withoutStatus && !known.contains(.device) }
}

/// By what sockets are counted.
private struct SocketLabels: Hashable {
  var transport: Bytes
  var state: Bytes

  init(of file: OpenFile, in batch: borrowing Batch) {
    if file.socket >= 0 {
      let info = batch.sockets[Int(file.socket)]
      transport = Bytes(info.transport.name).map(\.lowercased)
      state = Self.state(of: info)
    } else {
      transport = Self.name(of: file.type)
      state = []
    }
  }

  private static func name(of type: FileType) -> Bytes {
    switch type {
    case .netlink: Bytes("netlink")
    case .packet: Bytes("packet")
    case .raw, .raw6: Bytes("raw")
    case .icmp: Bytes("icmp")
    case .ax25: Bytes("ax25")
    case .ipx: Bytes("ipx")
    default: Bytes("other")
    }
  }

  /// As `-s` takes it.
  private static func state(of info: SocketInfo) -> Bytes {
    switch info.transport {
    case .udp, .udplite: Bytes(info.state == .established ? "established" : "idle")
    case .unix where info.isListening: Bytes("listen")
    case .tcp, .unix: info.state.name.map { Bytes($0).map(\.lowercased) } ?? Bytes("unknown")
    }
  }
}

// MARK: - Text

extension Metrics {
  func append(to text: inout ReportText) {
    var metrics = MetricsText()
    metrics.append(.scanDuration, [([], .fraction(duration))])
    metrics.append(.processes, processes)
    metrics.append(.hiddenProcesses, UInt64(hiddenProcesses))
    metrics.append(.systemOpenFiles, system.openFiles)
    metrics.append(.systemLimit, system.mostOpenFiles)
    metrics.append(.highestLimit, system.highestLimit)
    metrics.append(.inotifyInstances, system.inotifyInstances)
    metrics.append(.inotifyWatches, system.inotifyWatches)
    metrics.append(.epollWatches, system.epollWatches)
    append(units, .unit, to: &metrics)
    append(containers, .container, to: &metrics)
    append(commands, .command, to: &metrics)
    metrics.append(.openFiles, typeSamples)
    metrics.append(.sockets, socketSamples)
    appendFileSystems(to: &metrics)
    metrics.append(
      .deletedMemory, removed.memory.map { ([Bytes($0.kind.word)], .whole($0.room.held)) })
    metrics.end()
    text.append(unescaped: metrics.buffer.span)
  }

  private func append(
    _ workloads: LabelledSums<Workload>, _ names: WorkloadMetrics, to metrics: inout MetricsText
  ) {
    let sums = workloads.bounded(to: Self.mostValues)
    metrics.append(names.openFiles, sums.map { ($0.labels, .whole($0.sum.open)) })
    metrics.append(
      names.worstShare,
      sums.compactMap { labels, sum in sum.worst?.share.map { (labels, .fraction($0)) } })
    metrics.append(
      names.worstLimit,
      sums.compactMap { labels, sum in sum.worst?.softLimit.map { (labels, .whole($0)) } })
  }

  private var typeSamples: [(labels: [Bytes], value: MetricsText.Value)] {
    var sums: [Bytes: UInt64] = [:]
    for type in FileType.allCases where types[Int(type.rawValue)] > 0 {
      sums[Bytes(type.name ?? "unknown"), default: 0] += types[Int(type.rawValue)]
    }
    return sums.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ([$0.key], .whole($0.value)) }
  }

  private var socketSamples: [(labels: [Bytes], value: MetricsText.Value)] {
    sockets.map { (labels: [$0.key.transport, $0.key.state], value: .whole($0.value)) }
      .sorted { $0.labels.precede($1.labels) }
  }

  private func appendFileSystems(to metrics: inout MetricsText) {
    let sums = fileSystems.bounded(to: Self.mostValues)
    metrics.append(.files, sums.map { ($0.labels, .whole($0.sum.files)) })
    metrics.append(.deletedFiles, sums.map { ($0.labels, .whole($0.sum.removed)) })
    metrics.append(.deletedBytes, sums.map { ($0.labels, .whole($0.sum.held)) })
  }
}
