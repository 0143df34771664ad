import Misc
import Print
import Store

/// `--limits`: who runs out of descriptors. The nearest to its limit comes first.
struct DescriptorLimits: Report {
  /// So many processes are shown and looked at where none were selected.
  private static let mostShown = 20
  /// The part of the limit from which a process is set off.
  private static let near = 0.8

  private struct Row {
    var process: ProcessNames
    var use: DescriptorUse

    func precedes(_ other: Row) -> Bool {
      let (one, two) = (use.share ?? 0, other.use.share ?? 0)
      return one != two ? one > two : (use.open, other.process.pid) > (other.use.open, process.pid)
    }
  }

  /// Whose units and containers aren't told isn't asked for them: in words these are nearly all processes.
  static func requiredFields(for request: Request) -> RequiredFields {
    let alone: RequiredFields = [.processesAlone, .descriptorUse]
    return switch request.output.form {
    case .processIDs: alone
    case .json, .jsonLines: [alone, .unit, .container]
    case .columns, .fields, .rows, .counts: showsAll(request) ? [alone, .unit, .container] : alone
    }
  }

  static func scanRequest(_ request: Request) -> Request { request.withAllSelections { _ in } }

  private let request: Request
  private let countsWatches: Bool
  private var rows: [Row] = []
  private var survey = DescriptorSurvey()
  private var system = SystemLimits()

  init(_ request: Request) {
    self.request = request
    countsWatches = request.report == .limits(countsWatches: true)
  }

  mutating func add(_ batch: borrowing Batch) {
    for process in batch.processes {
      guard let use = batch.processDetails[process.pid]?.descriptorUse else { continue }
      rows.append(Row(process: ProcessNames(process, of: batch), use: use))
    }
  }

  mutating func complete(_ scan: ScanResult, _ dialect: any Dialect) {
    rows.sort { $0.precedes($1) }
    if !Self.requiredFields(for: request).contains(.unit) && request.output.form != .processIDs {
      nameWorkloads(dialect)
    }
    system = dialect.systemLimits()
    let looked = countsWatches ? rows[...] : shown
    survey = dialect.survey(
      looked.map { ($0.process.pid, $0.process.uid) }, countsWatches: countsWatches)
  }

  /// Asks for the units and containers of those processes that are shown.
  private mutating func nameWorkloads(_ dialect: any Dialect) {
    let places = Dictionary(shown.indices.map { (rows[$0].process.pid, $0) }) { first, _ in first }
    let named = request.withAllSelections {
      $0.selectors = .pid
      $0.pids = places.keys.map { IDPattern(id: $0, isExcluded: false) }
    }
    if places.isEmpty { return }
    // Without the names the report is as good.
    _ = try? dialect.scan(named, for: [.processesAlone, .descriptorUse, .unit, .container]) { batch in
      for process in batch.processes {
        if let place = places[process.pid] { rows[place].process = ProcessNames(process, of: batch) }
      }
    }
  }

  private static func showsAll(_ request: Request) -> Bool {
    !request.selection.isEverything || request.report == .limits(countsWatches: true)
  }

  private var shown: ArraySlice<Row> {
    Self.showsAll(request) ? rows[...] : rows.prefix(Self.mostShown)
  }

  var hiddenProcesses: Int {
    (countsWatches ? rows[...] : shown).count { survey.kinds[$0.process.pid] == nil && $0.use.open > 0 }
  }
  var isFound: Bool { true }
  var pids: [Int32] { shown.map(\.process.pid) }
}

// MARK: - Words

extension DescriptorLimits {
  func append(to text: inout ReportText) {
    appendSystem(to: &text)
    if sortedWatches.isEmpty { appendWatchLimits(to: &text) } else { appendWatches(to: &text) }
    appendProcesses(to: &text)
    let hidden = hiddenProcesses
    if hidden > 0 {
      text.append(hidden, "process", "processes")
      text.append(" can't be looked into: ", .warning)
      text.append("kinds and highest numbers are not known, nor what they watch.")
      text.endLine()
    }
  }

  private func appendSystem(to text: inout ReportText) {
    if let open = system.openFiles, let most = system.mostOpenFiles {
      text.append("The system has ")
      text.append(open)
      text.append(" of ")
      text.append(most)
      text.append(" open files")
      if let highest = system.highestLimit {
        text.append("; no process can be given a limit above ")
        text.append(highest)
      }
      text.append(".")
      text.endLine()
    }
  }

  private func appendWatchLimits(to text: inout ReportText) {
    guard let instances = system.inotifyInstances, let watches = system.inotifyWatches,
      let epoll = system.epollWatches
    else { return }
    text.append("Each user may have ")
    text.append(instances)
    text.append(" instances of inotify with ")
    text.append(watches)
    text.append(" watches, and ")
    text.append(epoll)
    text.append(" watches of epoll; --limits=all counts what is in use.")
    text.endLine()
    text.endLine()
  }

  private func appendWatches(to text: inout ReportText) {
    var users = UserNames(namesUsers: request.output.namesUsers)
    text.append(
      [
        .init("USER"), .init("INOTIFY", isNumeric: true), .init("WATCHES", isNumeric: true),
        .init("EPOLL", isNumeric: true),
      ],
      sortedWatches.map { uid, watches in
        [
          .init(users.login(of: uid) ?? ReportText.Cell(uid).text),
          Self.cell(watches.inotifyInstances, of: system.inotifyInstances),
          Self.cell(watches.inotifyWatches, of: system.inotifyWatches),
          Self.cell(watches.epollWatches, of: system.epollWatches),
        ]
      })
    text.endLine()
  }

  private var sortedWatches: [(UInt32, DescriptorSurvey.Watches)] {
    survey.watches.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// What is in use of a limit.
  private static func cell(_ use: UInt64, of limit: UInt64?) -> ReportText.Cell {
    var text = ByteBuffer()
    text.append(decimal: use)
    if let limit {
      text.append("/")
      text.append(decimal: limit)
    }
    let isNear = limit.map { Double(use) >= near * Double($0) } ?? false
    return .init(text.bytes, isNear ? .warning : .plain)
  }

  private func appendProcesses(to text: inout ReportText) {
    if rows.isEmpty {
      text.append("There is no such process.")
      text.endLine()
      return
    }
    var users = UserNames(namesUsers: request.output.namesUsers)
    text.append(
      [
        .init("PID", isNumeric: true), .init("USER"), .init("OPEN", isNumeric: true),
        .init("LIMIT", isNumeric: true), .init("USE", isNumeric: true), .init("HIGHEST", isNumeric: true),
        .init("FILES", isNumeric: true), .init("SOCKETS", isNumeric: true), .init("PIPES", isNumeric: true),
        .init("ANON", isNumeric: true), .init("UNIT"), .init("CONTAINER"), .init("COMMAND"),
      ], shown.map { cells($0, &users) })
    if shown.count < rows.count {
      text.append(rows.count - shown.count, "more process has", "more processes have")
      text.append(" more room; select some, or ask for all with --limits=all.")
      text.endLine()
    }
  }

  private func cells(_ row: Row, _ users: inout UserNames) -> [ReportText.Cell] {
    let (process, use) = (row.process, row.use)
    let kinds = survey.kinds[process.pid]
    func count(_ number: UInt64?) -> ReportText.Cell { number.map { .init($0) } ?? .init(Bytes("-")) }
    let highest = kinds.flatMap { $0.highest < 0 ? nil : UInt64($0.highest) }
    return [
      .init(process.pid), .init(users.login(of: process.uid) ?? ReportText.Cell(process.uid).text),
      .init(use.open), use.softLimit.map { .init($0) } ?? .init(Bytes("none")), shareCell(row),
      count(highest),
      count(kinds?.files), count(kinds?.sockets), count(kinds?.pipes), count(kinds?.anonymous),
      .init(process.shownUnit), .init(process.container), .init(process.command),
    ]
  }

  private func shareCell(_ row: Row) -> ReportText.Cell {
    guard let share = row.use.share, let limit = row.use.softLimit else { return .init(Bytes("-")) }
    var text = ByteBuffer()
    let tenths = limit == 0 ? 1000 : row.use.open &* 1000 / limit
    text.append(decimal: tenths / 10)
    text.append(".")
    text.append(decimal: tenths % 10)
    text.append("%")
    return .init(text.bytes, share >= Self.near ? .warning : .plain)
  }
}

// MARK: - JSON

extension DescriptorLimits {
  var groups: [ReportGroup] {
    var users = UserNames(namesUsers: request.output.namesUsers)
    let system: [ReportFact?] = [
      .number("open_files", self.system.openFiles), .number("most_open_files", self.system.mostOpenFiles),
      .number("highest_limit", self.system.highestLimit),
      .number("user_inotify_instances", self.system.inotifyInstances),
      .number("user_inotify_watches", self.system.inotifyWatches),
      .number("user_epoll_watches", self.system.epollWatches),
    ]
    let watches = sortedWatches.map { uid, watches in
      [
        .number("uid", uid), .text("user", users.login(of: uid)),
        .number("inotify_instances", watches.inotifyInstances),
        .number("inotify_watches", watches.inotifyWatches), .number("epoll_watches", watches.epollWatches),
      ].compactMap { (fact: ReportFact?) in fact }
    }
    return [
      ReportGroup("processes", of: "process", rows.map { facts($0, &users) }),
      ReportGroup("users", of: "user", watches),
      ReportGroup("system", of: "system", [system.compactMap { $0 }]),
    ]
  }

  private func facts(_ row: Row, _ users: inout UserNames) -> [ReportFact] {
    let kinds = survey.kinds[row.process.pid]
    let facts: [ReportFact?] =
      row.process.facts(&users) + [
        .number("open", row.use.open), .number("soft_limit", row.use.softLimit),
        .number("hard_limit", row.use.hardLimit),
        kinds.flatMap { $0.highest < 0 ? nil : .number("highest", $0.highest) },
        .number("files", kinds?.files),
        .number("sockets", kinds?.sockets), .number("pipes", kinds?.pipes),
        .number("anonymous", kinds?.anonymous),
      ]
    return facts.compactMap { $0 }
  }
}
