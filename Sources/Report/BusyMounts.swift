import Misc
import Print
import Store

/// `--busy`: what keeps a file system from being unmounted, in the order in which one would clear it.
struct BusyMounts: Report {
  static func requiredFields(for request: Request) -> RequiredFields { [.processesAlone, .unit, .container] }

  /// The paths select no processes.
  static func scanRequest(_ request: Request) -> Request {
    var request = request
    request.selection.files = []
    if !request.selection.isEverything {
      request.selection.selectors.remove(.name)
      if request.selection.selectors.isSubset(of: .task) {
        request.selection.isEverything = true
        request.selection.selectors = .everything
      }
    }
    return request.withAllSelections { _ in }
  }

  /// What is known of whether a mount can be unmounted.
  enum State {
    case busy, free, unknown

    var word: StaticString {
      switch self {
      case .busy: "busy"
      case .free: "free"
      case .unknown: "unknown"
      }
    }
  }

  private let request: Request
  private var processes: [ProcessNames] = []
  /// By PID.
  private var commands: [Int32: Bytes] = [:]
  private(set) var use = MountUse()
  private(set) var hiddenProcesses = 0
  /// Not all processes were looked at.
  private let isNarrowed: Bool

  init(_ request: Request) {
    self.request = request
    isNarrowed = !Self.scanRequest(request).selection.isEverything || request.selection.excludesProcesses
  }

  mutating func add(_ batch: borrowing Batch) {
    for process in batch.processes {
      processes.append(ProcessNames(process, of: batch))
      commands[process.pid] = Bytes(batch.names[process.command])
    }
  }

  mutating func complete(_ scan: ScanResult, _ dialect: any Dialect) {
    use = dialect.use(
      ofMounts: request.selection.files, by: processes.map(\.pid), request.blockingPolicy)
    hiddenProcesses = dialect.countWithFiles(use.deniedPIDs)
  }

  /// That nothing holds it is an answer.
  var isFound: Bool { true }
  var pids: [Int32] { Array(use.holds.keys) }

  /// Those that hold something, in the order of PID, with what they hold.
  var holders: [(process: ProcessNames, holds: [MountUse.Hold])] {
    processes.compactMap { process in use.holds[process.pid].map { (process, $0) } }
  }

  func name(of pid: Int32) -> Bytes { commands[pid] ?? [] }

  func state(of mount: Mount) -> State {
    let isHeld = use.holds.values.contains { $0.contains { $0.mount == mount.id } }
    if isHeld || use.obstacles.contains(where: { $0.mount == mount.id }) { return .busy }
    return hiddenProcesses > 0 || isNarrowed || !use.inFlight.isEmpty ? .unknown : .free
  }

  /// Devices that were asked about and are not mounted.
  private var unmountedDevices: [FileTarget] { request.selection.files.filter(\.isBlockDevice) }
}

// MARK: - Words

extension BusyMounts {
  /// So many things that a process holds are told in words.
  private static let mostHolds = 10

  func append(to text: inout ReportText) {
    for mount in use.mounts {
      append(mount, to: &text)
      text.append(state(of: mount) == .busy ? " is busy." : ": nothing is seen that holds it.")
      text.endLine()
    }
    for device in unmountedDevices {
      text.append(name: device.path, .bold)
      text.append(" is not mounted here.")
      text.endLine()
    }
    appendHolders(to: &text)
    for kind in MountUse.Obstacle.Kind.allCases { appendObstacles(kind, to: &text) }
    appendInFlight(to: &text)
    appendRemainders(to: &text)
    text.append(hidden: hiddenProcesses, "hold more")
    for mount in use.mounts where state(of: mount) != .busy {
      switch (state(of: mount), isNarrowed) {
      case (.free, _): text.append("`umount' should work: ")
      case (_, true): text.append("Other processes, which were not looked at, may hold ")
      default: text.append("`umount' may work: ")
      }
      text.append(name: mount.directory)
      text.endLine()
    }
  }

  private func append(_ mount: Mount, to text: inout ReportText) {
    text.append(name: mount.directory, .bold)
    text.append(" (")
    text.append(name: mount.fileSystem)
    text.append(", ")
    text.append(name: mount.source)
    text.append(")")
  }

  private func heading(_ words: StaticString, _ text: inout ReportText) {
    text.endLine()
    text.append(words, .bold)
    text.endLine()
  }

  private func appendHolders(to text: inout ReportText) {
    if use.holds.isEmpty { return }
    heading("Processes to end, or to have close files and leave directories:", &text)
    var users = UserNames(namesUsers: request.output.namesUsers)
    for (process, holds) in holders {
      text.append("  ")
      append(process, &users, to: &text)
      for hold in holds.prefix(Self.mostHolds) {
        text.append("    ")
        text.append(name: hold.words)
        text.append(" ")
        text.append(name: hold.path)
        text.endLine()
      }
      if holds.count > Self.mostHolds {
        text.append("    and ")
        text.append(holds.count - Self.mostHolds)
        text.append(" more")
        text.endLine()
      }
    }
  }

  private func append(_ process: ProcessNames, _ users: inout UserNames, to text: inout ReportText) {
    text.append(process.pid)
    text.append(" ")
    text.append(name: process.command)
    text.append(" of ")
    text.append(name: users.login(of: process.uid) ?? ReportText.Cell(process.uid).text)
    text.append(workloadOf: process)
    text.endLine()
  }

  private func appendObstacles(_ kind: MountUse.Obstacle.Kind, to text: inout ReportText) {
    let obstacles = use.obstacles.filter { $0.kind == kind }
    if obstacles.isEmpty { return }
    heading(kind.heading, &text)
    for obstacle in obstacles {
      text.append("  ")
      text.append(name: obstacle.name)
      switch kind {
      case .swap: break
      case .loop:
        text.append(" of ")
        text.append(name: obstacle.detail)
        for directory in obstacle.mountedOn {
          text.append("; mounted on ")
          text.append(name: directory)
        }
      case .export:
        text.append(" to ")
        text.append(name: obstacle.detail)
      case .mount:
        text.append(" (")
        text.append(name: obstacle.detail)
        text.append(")")
      }
      text.endLine()
    }
  }

  private func appendInFlight(to text: inout ReportText) {
    if use.inFlight.isEmpty { return }
    heading("Descriptors that wait in UNIX sockets; the kernel doesn't tell of which files:", &text)
    for flight in use.inFlight {
      text.append("  ")
      text.append(flight.process)
      text.append(" ")
      text.append(name: name(of: flight.process))
      text.append(": ")
      text.append(Int(clamping: flight.count), "descriptor", "descriptors")
      text.append(" to be received from fd ")
      text.append(flight.descriptor)
      text.endLine()
    }
  }

  private func appendRemainders(to text: inout ReportText) {
    if use.remainders.isEmpty { return }
    heading("Not in the way of umount, but it uses the file system:", &text)
    for remainder in use.remainders {
      text.append("  ")
      text.append(remainder.kind.words)
      text.append(name: remainder.name)
      if !remainder.detail.isEmpty {
        text.append(" (")
        text.append(name: remainder.detail)
        text.append(")")
      }
      if let process = remainder.process {
        text.append(remainder.descriptor == nil ? ", as process " : ": process ")
        text.append(process)
        let command = name(of: process)
        if !command.isEmpty {
          text.append(" ")
          text.append(name: command)
        }
        if let descriptor = remainder.descriptor {
          text.append(", fd ")
          text.append(descriptor)
        } else {
          text.append(" sees it")
        }
      }
      text.endLine()
    }
  }
}

extension MountUse.Hold {
  fileprivate var place: RemovedFile.Hold {
    RemovedFile.Hold(kind: descriptor, number: number, access: access)
  }

  var words: Bytes {
    var words = isBoundSocket ? Bytes("bound socket ") : []
    words += place.words
    if task != 0 {
      words += Bytes(" of task ")
      words += ReportText.Cell(task).text
    }
    return words
  }
}

extension MountUse.Obstacle.Kind {
  fileprivate var heading: StaticString {
    switch self {
    case .swap: "Swap files to turn off (swapoff):"
    case .loop: "Loop devices to detach (losetup -d):"
    case .export: "Exports to withdraw from NFS (exportfs -u, exportfs -f):"
    case .mount: "Mounts below to unmount first:"
    }
  }

  var word: StaticString {
    switch self {
    case .swap: "swap"
    case .loop: "loop"
    case .export: "export"
    case .mount: "mount"
    }
  }
}

extension MountUse.Remainder.Kind {
  fileprivate var words: StaticString {
    switch self {
    case .bind: "also mounted on "
    case .namespace: "mounted in another namespace on "
    case .detached: "on a mount that was detached: "
    case .overlay: "layer of the overlay on "
    case .device: "device built on it: "
    case .watch: "watched by "
    }
  }

  var word: StaticString {
    switch self {
    case .bind: "bind"
    case .namespace: "namespace"
    case .detached: "detached"
    case .overlay: "overlay"
    case .device: "device"
    case .watch: "watch"
    }
  }
}

// MARK: - JSON

extension BusyMounts {
  var groups: [ReportGroup] {
    [
      ReportGroup("mounts", of: "mount", use.mounts.map(facts)),
      ReportGroup("holders", of: "holder", holderFacts),
      ReportGroup("obstacles", of: "obstacle", use.obstacles.map(facts)),
      ReportGroup("in_flight", of: "in_flight", use.inFlight.map(facts)),
      ReportGroup("others", of: "other", use.remainders.map(facts)),
    ]
  }

  private func facts(_ mount: Mount) -> [ReportFact] {
    [
      .number("mount_id", mount.id), .text("directory", mount.directory), .text("source", mount.source),
      .text("type", mount.fileSystem), .text("device", mount.device.text),
      .word("state", state(of: mount).word),
    ].compactMap { $0 }
  }

  private var holderFacts: [[ReportFact]] {
    var users = UserNames(namesUsers: request.output.namesUsers)
    return holders.flatMap { process, holds in
      let names = process.facts(&users)
      return holds.map { hold in
        let how: [ReportFact?] = [
          hold.isBoundSocket ? .word("as", "bound_socket") : nil,
          hold.task == 0 ? nil : .number("tid", hold.task), .text("name", hold.path),
          .number("mount_id", hold.mount),
        ]
        return (names + hold.place.facts + how).compactMap { $0 }
      }
    }
  }

  private func facts(_ obstacle: MountUse.Obstacle) -> [ReportFact] {
    let isLoop = obstacle.kind == .loop
    let key: StaticString =
      switch obstacle.kind {
      case .swap, .loop: "file"
      case .export: "client"
      case .mount: "type"
      }
    return [
      .word("kind", obstacle.kind.word), .text("name", obstacle.name), .text(key, obstacle.detail),
      isLoop
        ? .objects("mounted_on", obstacle.mountedOn.map { [.text("directory", $0)].compactMap { $0 } }) : nil,
      .number("mount_id", obstacle.mount),
    ].compactMap { $0 }
  }

  private func facts(_ flight: MountUse.InFlight) -> [ReportFact] {
    [
      .number("pid", flight.process), .text("command", name(of: flight.process)),
      .number("fd", flight.descriptor), .number("count", flight.count),
    ].compactMap { $0 }
  }

  private func facts(_ remainder: MountUse.Remainder) -> [ReportFact] {
    [
      .word("kind", remainder.kind.word), .text("name", remainder.name), .text("detail", remainder.detail),
      remainder.process.flatMap { .number("pid", $0) },
      remainder.process.flatMap { .text("command", name(of: $0)) },
      remainder.descriptor.flatMap { .number("fd", $0) },
    ].compactMap { $0 }
  }
}
