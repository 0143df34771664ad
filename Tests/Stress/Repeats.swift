import CTestSystem
import Glibc
import TestSupport

/// Repeat mode goes on for days: its memory doesn't grow with the rounds, while what it lists changes all
/// the time.
struct Repeats {
  let ours: String
  let isVerbose: Bool

  /// Where the largest size still differs by chance alone: what comes and goes has been as large as it gets.
  private static let few = 200
  private static let many = 2000
  /// KiB by which two runs of the same length differ at most, and as much again. A leak of 1.2 KiB a round
  /// is found.
  private static let slack = 2048

  func run() -> Int32 {
    let status = inPrivateNamespaces { withDirectory { play($0) } }
    return status ?? withDirectory { play($0) }
  }

  private func play(_ directory: String) -> Int32 {
    let churn = Churn(directory)
    defer { churn.end() }
    var tally = Tally(isVerbose: isVerbose)
    let byBPF = readsKernelTables(ours) ? [["--scan=bpf", "-nP", "-i"]] : []
    if byBPF.isEmpty { say("SKIPPED: repeats by BPF: not root, not permitted, or not built") }
    for arguments in [["-nP"], ["-nP", "+E", "-F"], ["-J", "\(directory)/again"], ["-nP", "--changes"]]
      + byBPF
    {
      let (few, many) = (memory(arguments, rounds: Self.few), memory(arguments, rounds: Self.many))
      guard let few, let many else {
        say("SKIPPED: repeats: the kernel permits no filter of calls")
        return skipped
      }
      tally.note(
        "repeats: lsof \(arguments.joined(separator: " "))",
        many <= few + Self.slack && few > 0 ? [] : ["more memory in later rounds"],
        "\(few) KB in \(Self.few) rounds, \(many) KB in \(Self.many)")
    }
    say("repeats: \(tally.passed) passed, \(tally.failed) failed")
    return tally.failed == 0 ? 0 : 1
  }

  /// The largest size in so many rounds without a pause; nil where pauses can't be left out.
  private func memory(_ arguments: [String], rounds: Int) -> Int? {
    var report: [Int32] = [-1, -1]
    guard pipe2(&report, O_CLOEXEC) == 0 else { return nil }
    let runner = testsystem_fork()
    if runner == 0 {
      guard testsystem_skip_sleep() == 0 else { _exit(1) }
      let words = ["-r1c\(rounds)"] + arguments
      // Its output is thrown away; the largest of the runner's children is it.
      let began = monotonicTime()
      let outcome = Program(ours, words.map { Array($0.utf8) }).measure()
      var size = outcome.wall > 0 && monotonicTime() - began < 600 ? outcome.memory : 0
      write(report[1], &size, MemoryLayout<Int>.size)
      _exit(0)
    }
    close(report[1])
    var size = 0
    let count = read(report[0], &size, MemoryLayout<Int>.size)
    close(report[0])
    waitpid(runner, nil, 0)
    return count == MemoryLayout<Int>.size ? size : nil
  }
}
