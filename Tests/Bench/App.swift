import CTestSystem
import Glibc
import TestSupport

/// Measures our lsof against a reference under loads that it makes itself, and prints tables. It judges
/// nothing: its status is 0 unless it can't run.
///
///     Bench [--pairs N] [--quick] [--marks] [--large] REFERENCE OURS
///     Bench --budgets OURS
///
/// `--marks` leaves out all but the table of what is held to the floor; `--large` adds a million descriptors to it. The
/// second form counts system calls and fails where there are more than a work may cost.
///
/// As root it works in namespaces of its own, where no other process is listed.
@main
struct App {
  nonisolated static func main() {
    var pairs = 7
    var isQuick = false
    var isForMarks = false
    var isLarge = false
    var testsBudgets = false
    var paths: [String] = []
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
      switch argument {
      case "--pairs": pairs = max(1, arguments.popFirst().flatMap(Int.init) ?? pairs)
      case "--quick": isQuick = true
      case "--marks": isForMarks = true
      case "--large": isLarge = true
      case "--budgets": testsBudgets = true
      default: paths.append(absolutePath(argument))
      }
    }
    guard paths.count == (testsBudgets ? 1 : 2) else {
      quit(
        "usage: Bench [--pairs N] [--quick] [--marks] [--large] REFERENCE OURS, or Bench --budgets OURS")
    }
    for path in paths where access(path, X_OK) != 0 { quit("can't run \(path)") }
    signal(SIGPIPE, SIG_IGN)
    if testsBudgets {
      let test = BudgetTest(ours: paths[0])
      exit(inPrivateNamespaces { test.run(isPrivate: true) } ?? test.run(isPrivate: false))
    }
    let bench = Bench(
      reference: paths[0], ours: paths[1], pairs: pairs, isQuick: isQuick, isForMarks: isForMarks,
      isLarge: isLarge)
    let status = inPrivateNamespaces { bench.run(isPrivate: true) }
    exit(status ?? bench.run(isPrivate: false))
  }
}
