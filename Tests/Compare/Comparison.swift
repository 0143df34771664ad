import CTestSystem
import Glibc
import TestSupport

/// Runs the rows of the table and judges them.
struct Comparison {
  let reference: Lister
  let ours: Lister
  let fixture: Fixture
  let isPrivate: Bool
  let isRoot = getuid() == 0
  /// Whether nobody can run both programs.
  let nobodyCan: Bool

  init(reference: Lister, ours: Lister, fixture: Fixture, isPrivate: Bool) {
    self.reference = reference
    self.ours = ours
    self.fixture = fixture
    self.isPrivate = isPrivate
    nobodyCan = isRoot && reference.isForEveryone && ours.isForEveryone
  }

  enum Verdict {
    /// With the number of lines that were equal.
    case passed(Int)
    case failed(String)
    case skipped(String)
  }

  func judge(_ row: Row) -> Verdict {
    if let reason = reasonToSkip(row) { return .skipped(reason) }
    guard let arguments = expand(row.arguments) else { return .skipped(missing(in: row)) }
    if row.has("fixed") { return judgeFixed(row, arguments) }
    let limit = row.value("cut").flatMap(text).flatMap(Double.init) ?? 20
    var difference = ""
    // The machine moves: only what differs three times is a difference.
    for _ in 0..<3 {
      let expected = filtered(program(reference, row, arguments).run(limit: limit))
      let actual = filtered(program(ours, row, arguments).run(limit: limit))
      difference = compare(row, expected, actual)
      if difference.isEmpty { return .passed(actual.output.count { $0 == 0x0a }) }
    }
    return .failed(difference)
  }

  private func reasonToSkip(_ row: Row) -> String? {
    if let version = row.value("since").flatMap(text), !isVersion(reference.version, atLeast: version) {
      return "\(reference.version) does this otherwise than \(version)"
    }
    if let version = row.value("until").flatMap(text), !isVersion(version, atLeast: reference.version) {
      return "\(reference.version) does this otherwise than \(version)"
    }
    if row.has("nobody"), !nobodyCan {
      return isRoot ? "nobody can't run both programs" : "needs root"
    }
    if let needed = row.value("needs").flatMap(text), fixture.facts[needed] == nil {
      return "no \(needed) here"
    }
    return nil
  }

  /// Says which fact a row lacks, and the kernel's reason if it gave one.
  private func missing(in row: Row) -> String {
    for case .fact(let name) in row.arguments.joined() where fact(name) == nil {
      let kind = name.split(separator: ".").last ?? ""
      let error = fixture.errors.first { $0.contains(".\(kind):") }
      return error.map { "refused: \($0)" } ?? "no \(name) here"
    }
    return "a fact is missing"
  }

  private func program(_ lister: Lister, _ row: Row, _ arguments: [[UInt8]]) -> Program {
    var program = Program(lister.path, arguments)
    if row.has("utf8") { program.environment[1] = "LC_ALL=C.UTF-8" }
    if let variable = row.value("env").flatMap(text) { program.environment.append(variable) }
    if row.has("nobody") { program.user = 65_534 }
    // Only root can be asked to read by BPF.
    if let method = getenv("LSOF_SCAN"), getuid() == 0, !row.has("nobody") {
      program.environment.append("LSOF_SCAN=" + String(cString: method))
    }
    if let name = row.value("argv0").flatMap(text) { program.name = name }
    if let process = row.value("network").flatMap(text) { program.network = pid_t(process) }
    return program
  }

  private func filtered(_ outcome: Outcome) -> Outcome {
    var outcome = outcome
    let filter = RowFilter(processes: fixture.processes, collapsesBlanks: !isPrivate)
    outcome.output = filter.apply(outcome.output)
    return outcome
  }

  private func compare(_ row: Row, _ expected: Outcome, _ actual: Outcome) -> String {
    var difference = ""
    if expected.status != actual.status {
      difference += "status: \(describe(expected.status)), ours \(describe(actual.status))\n"
    }
    if !row.has("status") { difference += unifiedDiff(expected.output, actual.output) }
    let (said, warnsOfUnseen) = partUnseen(actual.error)
    if !row.has("quiet"), expected.error.isEmpty != said.isEmpty {
      difference += "stderr: '\(printable(expected.error))', ours '\(printable(said))'\n"
    }
    // Whose processes there are beside the fixture's, only root knows.
    if isRoot ? warnsOfUnseen != row.has("unseen") : warnsOfUnseen && actual.status != 1 {
      difference += "stderr: \(warnsOfUnseen ? "a" : "no") word of processes that can't be looked into\n"
    }
    return difference
  }

  /// Takes out the one message that the reference never has: that an ordinary user can't look into all processes.
  private func partUnseen(_ error: [UInt8]) -> (rest: [UInt8], isThere: Bool) {
    let lines = error.split(separator: 0x0a)
    let rest = lines.filter { !$0.contains(Array("can't be looked into, and may have".utf8)) }
    return (Array(rest.joined()), rest.count < lines.count)
  }

  /// Holds ours alone against a row's own expectations.
  private func judgeFixed(_ row: Row, _ arguments: [[UInt8]]) -> Verdict {
    var problems = ""
    for _ in 0..<3 {
      let actual = program(ours, row, arguments).run()
      problems = Expectation(row, expand: bytes).problems(with: actual)
      if row.has("agrees") {
        let fields = program(ours, row, [Array("-F0".utf8)] + arguments.dropFirst()).run()
        let agreement = FieldAgreement(processes: fixture.processes)
        problems += agreement.problem(json: actual.output, fields: fields.output) ?? ""
      }
      if problems.isEmpty { return .passed(actual.output.count { $0 == 0x0a }) }
    }
    return .failed(problems)
  }

  /// The arguments with facts in place of their names; nil if a fact is missing.
  private func expand(_ words: [Row.Word]) -> [[UInt8]]? {
    var arguments: [[UInt8]] = []
    for word in words {
      guard let argument = bytes(word) else { return nil }
      arguments.append(argument)
    }
    return arguments
  }

  private func bytes(_ word: Row.Word) -> [UInt8]? {
    var all: [UInt8] = []
    for part in word {
      switch part {
      case .bytes(let bytes): all += bytes
      case .fact(let name):
        guard let value = fact(name) else { return nil }
        all += value
      }
    }
    return all
  }

  private func text(_ word: Row.Word) -> String? { bytes(word).map { String(decoding: $0, as: UTF8.self) } }

  private func fact(_ name: String) -> [UInt8]? {
    guard name == "pids" else { return fixture.facts[name] }
    return Array(fixture.processes.sorted().map(String.init).joined(separator: ",").utf8)
  }
}
