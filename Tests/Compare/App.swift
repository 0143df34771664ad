import CTestSystem
import Glibc
import TestSupport

/// Holds our lsof against a reference: both list the same processes under the same command lines, and
/// stdout, exit status and whether something is said on stderr must be equal.
///
///     Compare [-v] [--only TEXT] [--without TEXT ...] [--part K/N] REFERENCE OURS
///
/// `-v` names every row and each kind of file that the kernel refused; `--only` runs the rows that hold
/// the text, `--without` leaves those out, `--part` takes each Nth of them from the Kth on. As root it works in
/// namespaces of its own, where nothing else moves, and LSOF_SCAN in the environment holds for what root runs.
@main
struct App {
  nonisolated static func main() {
    var isVerbose = false
    var only: String?
    var left: [String] = []
    var part = Part()
    var paths: [String] = []
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
      switch argument {
      case "-v": isVerbose = true
      case "--only": only = arguments.popFirst()
      case "--without": left += [arguments.popFirst() ?? ""]
      case "--part":
        guard let given = Part(arguments.popFirst() ?? "") else { quit("--part takes K/N, such as 1/4") }
        part = given
      default: paths.append(argument)
      }
    }
    guard paths.count == 2 else {
      quit("usage: Compare [-v] [--only TEXT] [--without TEXT ...] [--part K/N] REFERENCE OURS")
    }
    signal(SIGPIPE, SIG_IGN)
    let reference = Lister(path: paths[0])
    var ours = Lister(path: paths[1])
    for lister in [reference, ours] where access(lister.path, X_OK) != 0 { quit("can't run \(lister.path)") }
    if getuid() == 0, !ours.isForEveryone { ours = ours.copied() }
    say("reference: \(reference.path) (\(reference.version)); ours: \(ours.path)")
    let rows = part.of(
      table.filter { row in
        (only == nil || row.text.contains(only ?? "")) && !left.contains { row.text.contains($0) }
      })
    let run = Run(reference: reference, ours: ours, isVerbose: isVerbose)
    let status =
      inPrivateNamespaces { run.compare(rows, isPrivate: true) } ?? run.compare(rows, isPrivate: false)
    if ours.path != absolutePath(paths[1]) { removeTree(ours.directory) }
    exit(status)
  }
}

/// The rows that one of several runs takes: from the first on, each so many.
struct Part {
  private var first = 1
  private var step = 1

  init() {}

  init?(_ text: String) {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard numbers.count == 2, 1...max(1, numbers[1]) ~= numbers[0], numbers[1] > 0 else { return nil }
    (first, step) = (numbers[0], numbers[1])
  }

  func of(_ rows: [Row]) -> [Row] {
    rows.enumerated().filter { ($0.offset + 1 - first) % step == 0 }.map(\.element)
  }
}

/// One run over the table.
struct Run {
  let reference: Lister
  let ours: Lister
  let isVerbose: Bool

  /// Prints differences and counts; returns the exit status.
  func compare(_ rows: [Row], isPrivate: Bool) -> Int32 {
    if !isPrivate { say("no namespaces of our own: widths of columns are not compared everywhere") }
    var tally = Tally()
    // What these scenes hold, the older references show otherwise than 4.99.7.
    let newer =
      isVersion(reference.version, atLeast: "4.99.7")
      ? [] : ["udppeer", "ends", "newline", "fivedigits", "bracket"]
    // What the reference shows wrong would change the widths of columns.
    let wrong =
      newer + ["wrong", "removed", "sharedlocks", "boundtcp", "scoped", "foreigntask", "leaderless"]
    let compared = rows.filter { !$0.has("fixed") }
    for (isUnicode, isPaired) in [(false, false), (true, false), (false, true), (true, true)] {
      judge(
        compared.filter { $0.has("utf8") == isUnicode && $0.has("paired") == isPaired },
        without: wrong + (isUnicode ? ["unicode"] : []) + (isPaired ? ["ends", "udppeer"] : []), isPrivate,
        &tally)
    }
    judge(rows.filter { $0.has("fixed") }, without: [], isPrivate, &tally)
    for (reason, count) in tally.skipped.sorted(by: { $0.key < $1.key }) {
      say("skipped \(count): \(reason)")
    }
    let skipped = tally.skipped.values.reduce(0, +)
    say("\(tally.passed) passed, \(tally.failed) failed, \(skipped) skipped")
    return tally.failed == 0 ? 0 : 1
  }

  private struct Tally {
    var passed = 0
    var failed = 0
    /// Numbers of rows by reason.
    var skipped: [String: Int] = [:]
  }

  private func judge(_ rows: [Row], without scenes: [String], _ isPrivate: Bool, _ tally: inout Tally) {
    guard !rows.isEmpty else { return }
    guard let fixture = Fixture(isPrivate: isPrivate, without: scenes) else {
      quit("OpenFiles does not start")
    }
    defer { fixture.end() }
    say("\(fixture.errors.count) kinds of files were refused by the kernel")
    if isVerbose {
      for error in fixture.errors { say("refused \(error)") }
    }
    let comparison = Comparison(reference: reference, ours: ours, fixture: fixture, isPrivate: isPrivate)
    for row in rows {
      switch comparison.judge(row) {
      case .passed(let lines):
        tally.passed += 1
        if isVerbose { say("ok    \(row.text)  (\(lines) lines)") }
      case .failed(let difference):
        tally.failed += 1
        say("FAIL  lsof \(row.text)\n\(difference)")
      case .skipped(let reason):
        tally.skipped[reason, default: 0] += 1
        if isVerbose { say("skip  \(row.text): \(reason)") }
      }
    }
  }
}
