import CTestSystem
import Glibc
import TestSupport

/// Lists again and again while processes, threads, descriptors, programs and mounts come and go. What
/// holds still must be in each listing, whole and once, and nothing else may harm the status. Every second round is
/// by BPF, where that can be.
struct Races {
  let ours: String
  let isVerbose: Bool

  private static let seconds = 45.0
  /// As many are made where they take longer, too.
  private static let leastRounds = 3

  private struct Form {
    var arguments: [String]
    /// What is wrong with a whole output.
    var flaws: (String) -> [String]
    /// The parts that are compared: rows of the processes that hold still.
    var parts: (String, [pid_t]) -> [String]
  }

  func run() -> Int32 {
    let status = inPrivateNamespaces { withDirectory { play($0, isPrivate: true) } }
    if let status { return status }
    say("no namespaces of our own: no mounts come and go")
    return withDirectory { play($0, isPrivate: false) }
  }

  private func play(_ directory: String, isPrivate: Bool) -> Int32 {
    let still = Load(6) { hold($0, in: directory) }
    let watched = "\(directory)/still-2-0"
    let forms = forms(watched, still.processes)
    let methods = readsKernelTables(ours) ? ["procfs", "bpf"] : ["procfs"]
    if methods.count == 1 { say("SKIPPED: races by BPF: not root, not permitted, or not built") }
    let expected = forms.map { form in
      form.parts(text(run(form, by: "procfs")), still.processes).sorted()
    }
    let churn = Churn(directory)
    defer {
      churn.end()
      still.end()
    }
    var tally = Tally(isVerbose: isVerbose)
    var problems = [[String]](repeating: [], count: forms.count)
    var rounds = 0
    let end = monotonicTime() + Self.seconds
    while monotonicTime() < end || rounds < Self.leastRounds {
      for (index, form) in forms.enumerated() {
        let method = methods[rounds % methods.count]
        let outcome = run(form, by: method)
        problems[index] += judge(form, outcome, expected[index], still.processes).map {
          "round \(rounds), by \(method): \($0)"
        }
      }
      rounds += 1
    }
    for (form, problems) in zip(forms, problems) {
      tally.note(
        "races: lsof \(form.arguments.joined(separator: " "))", problems, "\(rounds) times")
    }
    say("races: \(tally.passed) passed, \(tally.failed) failed, \(rounds) rounds of \(forms.count) listings")
    return tally.failed == 0 ? 0 : 1
  }

  private func hold(_ number: Int, in directory: String) {
    let null = testsystem_open("/dev/null", O_RDWR, 0)
    for standard in 0..<Int32(3) { dup2(null, standard) }
    close(null)
    for file in 0..<40 {
      _ = testsystem_open("\(directory)/still-\(number)-\(file)", O_RDWR | O_CREAT, 0o600)
    }
    var ends: [Int32] = [0, 0]
    for _ in 0..<5 { pipe2(&ends, 0) }
    for _ in 0..<5 { socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) }
    // Gaps, and a table that is not small.
    dup2(3, 200)
    dup2(3, 777)
    close(10)
    for _ in 0..<(number % 3) {
      var thread = pthread_t()
      pthread_create(
        &thread, nil,
        { _ in
          while true { pause() }
        }, nil)
    }
  }

  private func forms(_ watched: String, _ still: [pid_t]) -> [Form] {
    let named = still.map { "\($0)" }.joined(separator: ",")
    return [
      Form(arguments: ["-nP"], flaws: flawsOfColumns, parts: partsOfColumns),
      Form(arguments: ["-nP", "-K"], flaws: flawsOfColumns, parts: partsOfColumns),
      Form(arguments: ["-nP", "-Ki", "+E"], flaws: flawsOfColumns, parts: partsOfColumns),
      Form(arguments: ["-nP", "-Ki", "-F"], flaws: flawsOfFields, parts: partsOfFields),
      Form(arguments: ["-nP", "-J"], flaws: flawsOfJSON, parts: partsOfJSON),
      Form(arguments: ["-nP", "-p", named], flaws: flawsOfColumns, parts: partsOfColumns),
      Form(arguments: ["-nP", "-U"], flaws: flawsOfColumns, parts: partsOfColumns),
      Form(arguments: [watched], flaws: flawsOfColumns, parts: partsOfColumns),
    ]
  }

  private func run(_ form: Form, by method: String) -> Outcome {
    Program(ours, (["--scan=\(method)"] + form.arguments).map { Array($0.utf8) }).run(limit: 20)
  }

  private func text(_ outcome: Outcome) -> String { String(decoding: outcome.output, as: UTF8.self) }

  private func judge(_ form: Form, _ outcome: Outcome, _ expected: [String], _ still: [pid_t]) -> [String] {
    var problems: [String] = []
    if outcome.status != 0 { problems.append("status \(outcome.status.map(String.init) ?? "none")") }
    if !outcome.error.isEmpty { problems.append("said: \(printable(outcome.error.prefix(200)))") }
    let text = text(outcome)
    if !text.hasSuffix("\n") { problems.append("cut: \(text.suffix(80))") }
    problems += form.flaws(text)
    var left = expected[...]
    for part in form.parts(text, still).sorted() {
      while let first = left.first, first < part {
        problems.append("lost: \(first)")
        left.removeFirst()
      }
      if left.first == part { left.removeFirst() } else { problems.append("new: \(part)") }
    }
    return problems + left.map { "lost: \($0)" }
  }

  private func flawsOfColumns(_ text: String) -> [String] {
    var last = 0
    var flaws: [String] = []
    for row in text.split(separator: "\n").dropFirst() {
      let words = row.split(separator: " ")
      guard words.count >= 4, let process = Int(words[1]) else {
        flaws.append("half a row: \(row)")
        continue
      }
      if process < last { flaws.append("out of order: \(row)") }
      last = process
    }
    return flaws
  }

  private func partsOfColumns(_ text: String, _ still: [pid_t]) -> [String] {
    rows(Array(text.utf8), of: still).map { $0.joined(separator: " ") }
  }

  private func flawsOfFields(_ text: String) -> [String] {
    text.split(separator: "\n").filter { line in
      !"pgRcuLfalDsiknotPTGdrKM".contains(line.first ?? " ")
    }.map { "no field: \($0)" }
  }

  /// A file set of a process, as one text.
  private func partsOfFields(_ text: String, _ still: [pid_t]) -> [String] {
    var parts: [String] = []
    var process = ""
    for line in text.split(separator: "\n") {
      if line.first == "p" { process = String(line.dropFirst()) }
      if !still.contains(where: { "\($0)" == process }) { continue }
      if line.first == "p" || line.first == "f" {
        parts.append(process + " " + line)
      } else {
        parts[parts.count - 1] += " " + line
      }
    }
    return parts
  }

  /// Whether brackets and strings are closed, in one object that is the whole.
  private func flawsOfJSON(_ text: String) -> [String] {
    var open: [UInt8] = []
    var isText = false
    var isEscaped = false
    for (index, byte) in text.utf8.enumerated() {
      if isText {
        if !isEscaped && byte == 0x22 { isText = false }
        isEscaped = !isEscaped && byte == 0x5c
        continue
      }
      switch byte {
      case 0x22: isText = true
      case 0x7b, 0x5b: open.append(byte + 2)
      case 0x7d, 0x5d:
        if open.popLast() != byte { return ["a wrong bracket at byte \(index)"] }
      default: break
      }
    }
    return open.isEmpty && !isText ? [] : ["JSON that doesn't end"]
  }

  /// A process as one text.
  private func partsOfJSON(_ text: String, _ still: [pid_t]) -> [String] {
    text.split(separator: "{\"pid\":").filter { part in
      still.contains { part.hasPrefix("\($0),") }
    }.map { part in
      var part = part
      // What follows the process depends on others.
      while let last = part.last, ",]}\n".contains(last) { part.removeLast() }
      return String(part)
    }
  }
}
