import CTestSystem
import Glibc
import TestSupport

/// Puts our lsof where others hang, crash or forget, and judges what it does there.
///
///     Stress hangs [-v] OURS [REFERENCE]     file systems that do not answer
///     Stress races [-v] OURS                 processes, threads, descriptors and mounts that come and go
///
/// A reference is run too, so that `-v` can say what becomes of it; it isn't judged. All is done in
/// namespaces of its own. Status 77 says that the machine can't do that.
@main
struct App {
  nonisolated static func main() {
    var words = CommandLine.arguments.dropFirst()
    let isVerbose = words.contains("-v")
    words.removeAll { $0 == "-v" }
    let usage = "usage: Stress hangs|races [-v] OURS [REFERENCE]"
    guard let kind = words.popFirst(), let path = words.popFirst() else { quit(usage) }
    let ours = absolutePath(path)
    let reference = words.popFirst().map(absolutePath)
    for path in [ours] + (reference.map { [$0] } ?? []) where access(path, X_OK) != 0 {
      quit("can't run \(path)")
    }
    signal(SIGPIPE, SIG_IGN)
    switch kind {
    case "hangs": exit(Hangs(ours: ours, reference: reference, isVerbose: isVerbose).run())
    case "races": exit(Races(ours: ours, isVerbose: isVerbose).run())
    default: quit(usage)
    }
  }
}

/// What skipped tests end with.
let skipped: Int32 = 77

/// Counts what was right and says what was not.
struct Tally {
  let isVerbose: Bool
  private(set) var passed = 0
  private(set) var failed = 0

  init(isVerbose: Bool) { self.isVerbose = isVerbose }

  /// `problems` is empty where all is well.
  mutating func note(_ what: String, _ problems: [String], _ remark: String = "") {
    if problems.isEmpty {
      passed += 1
      if isVerbose { say("ok    \(what)\(remark.isEmpty ? "" : ": \(remark)")") }
    } else {
      failed += 1
      say("FAIL  \(what)\(remark.isEmpty ? "" : ": \(remark)")")
      for problem in problems.prefix(5) { say("      \(problem)") }
    }
  }

  /// For what another process has counted.
  mutating func add(_ status: Int32?, _ what: String) {
    switch status {
    case 0?: break
    case let status?: note(what, ["status \(status)"])
    case nil: note(what, ["no namespaces of our own"])
    }
  }
}

/// Makes a folder for temporary files, a file system of its own, and removes it after `work`.
func withFolder<Result>(_ work: (String) -> Result) -> Result {
  guard let folder = temporaryFolder("stress") else { quit("can't make a folder for temporary files") }
  _ = mount("tmpfs", folder, "tmpfs", 0, "size=256m")
  defer {
    umount2(folder, Int32(MNT_DETACH))
    rmdir(folder)
  }
  return work(folder)
}

/// A program's output as rows of words, and the rows of these processes only.
func rows(_ output: [UInt8], of processes: [pid_t]? = nil) -> [[String]] {
  String(decoding: output, as: UTF8.self).split(separator: "\n").map { line in
    line.split(separator: " ").map(String.init)
  }.filter { row in
    guard let processes else { return true }
    return row.count > 1 && processes.contains { row[1] == "\($0)" }
  }
}
