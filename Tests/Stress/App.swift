import CTestSystem
import Glibc
import TestSupport

/// Puts our lsof where others hang, crash or forget, and judges what it does there.
///
///     Stress hangs [-v] OURS [REFERENCE]     file systems that do not answer
///     Stress races [-v] OURS                 processes, threads, descriptors and mounts that come and go
///     Stress repeats [-v] OURS               memory in repeat mode
///     Stress scale [-q] OURS [REFERENCE]     time and memory as numbers grow; -q for small numbers
///
/// `--only TEXT` leaves out what doesn't have it in its title.
/// A reference is run too, so that what becomes of it can be said; only its memory is a measure. All is done
/// in namespaces of its own. Status 77 says that the machine can't do that.
@main
struct App {
  nonisolated static func main() {
    var words = CommandLine.arguments.dropFirst()
    let isVerbose = words.contains("-v")
    let isQuick = words.contains("-q")
    words.removeAll { $0 == "-v" || $0 == "-q" }
    var only: String?
    if let index = words.firstIndex(of: "--only"), index + 1 < words.endIndex {
      only = words[index + 1]
      words.removeSubrange(index...(index + 1))
    }
    let usage = "usage: Stress hangs|races|repeats|scale [-v] [-q] [--only TEXT] OURS [REFERENCE]"
    guard let kind = words.popFirst(), let path = words.popFirst() else { quit(usage) }
    let ours = absolutePath(path)
    let reference = words.popFirst().map(absolutePath)
    for path in [ours] + (reference.map { [$0] } ?? []) where access(path, X_OK) != 0 {
      quit("can't run \(path)")
    }
    signal(SIGPIPE, SIG_IGN)
    // What we have inherited would be listed with every process that we start.
    _ = testsystem_call(Int(SYS_close_range), 3, Int(UInt32.max), 0, 0, 0)
    switch kind {
    case "hangs": exit(Hangs(ours: ours, reference: reference, isVerbose: isVerbose, only: only).run())
    case "races": exit(Races(ours: ours, isVerbose: isVerbose).run())
    case "repeats": exit(Repeats(ours: ours, isVerbose: isVerbose).run())
    case "scale": exit(Scale(ours: ours, reference: reference, isQuick: isQuick, only: only).run())
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

/// Makes a directory for temporary files, a file system of its own, and removes it after `work`.
func withDirectory<Result>(_ work: (String) -> Result) -> Result {
  guard let directory = temporaryDirectory("stress") else {
    quit("can't make a directory for temporary files")
  }
  _ = mount("tmpfs", directory, "tmpfs", 0, "size=2g")
  defer {
    // Where nothing may be mounted, the files are on the disk.
    umount2(directory, Int32(MNT_DETACH))
    removeTree(directory)
  }
  return work(directory)
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
