import TestSupport

/// What a row that is run on ours only says about the outcome.
struct Expectation {
  private let row: Row
  private let expand: (Row.Word) -> [UInt8]?

  init(_ row: Row, expand: @escaping (Row.Word) -> [UInt8]?) {
    self.row = row
    self.expand = expand
  }

  /// A line for each condition that is not met.
  func problems(with outcome: Outcome) -> String {
    var problems = ""
    for condition in row.conditions {
      guard let value = expand(condition.value) else { continue }
      if let problem = problem(condition.name, value, outcome) { problems += problem + "\n" }
    }
    guard !problems.isEmpty else { return "" }
    for line in (outcome.output + outcome.error).split(separator: 0x0a).prefix(20) {
      problems += "  \(printable(line.prefix(300)))\n"
    }
    return problems
  }

  private func problem(_ condition: String, _ value: [UInt8], _ outcome: Outcome) -> String? {
    let text = String(decoding: value, as: UTF8.self)
    switch condition {
    case "exits" where describe(outcome.status) != text:
      return "status \(describe(outcome.status)) instead of \(text)"
    case "has" where !outcome.output.contains(value): return "stdout lacks '\(printable(value))'"
    case "lacks" where outcome.output.contains(value): return "stdout has '\(printable(value))'"
    case "said" where !outcome.error.contains(value): return "stderr lacks '\(printable(value))'"
    case "silent" where !outcome.error.isEmpty: return "stderr is not empty"
    case "rows":
      let count = outcome.output.count { $0 == 0x0a }
      return "\(count)" == text ? nil : "\(count) lines instead of \(text)"
    case "json": return problemWithJSON(outcome.output)
    default: return nil
    }
  }

  private func problemWithJSON(_ output: [UInt8]) -> String? {
    for line in output.split(separator: 0x0a) {
      if let offset = JSONChecker.firstError(in: Array(line)) {
        return "no JSON at byte \(offset): '\(printable(line.dropFirst(offset).prefix(60)))'"
      }
    }
    return output.isEmpty ? "no JSON at all" : nil
  }
}
