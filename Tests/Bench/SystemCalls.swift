import Glibc
import TestSupport

/// Counts a program's system calls by kind with strace; nil where that isn't installed or permitted.
func countSystemCalls(_ program: Program) -> [(call: String, count: Int)]? {
  guard let strace = find("strace") else { return nil }
  let report = "/tmp/bench-strace.\(getpid())"
  defer { unlink(report) }
  let options = ["-f", "-c", "-o", report, program.path].map { Array($0.utf8) }
  var traced = Program(strace, options + program.arguments)
  traced.environment = program.environment
  guard traced.measure().status != nil, let text = contents(report) else { return nil }
  var counts: [(call: String, count: Int)] = []
  for line in text.split(separator: "\n") {
    // % time, seconds, usecs/call, calls, errors (may be blank), syscall
    let words = line.split(separator: " ")
    guard words.count >= 5, let count = Int(words[3]), let call = words.last, call != "total" else {
      continue
    }
    counts.append((String(call), count))
  }
  return counts.isEmpty ? nil : counts.sorted { $0.count > $1.count }
}

/// The path of an installed program.
func find(_ name: String) -> String? {
  ["/usr/sbin", "/usr/bin", "/sbin", "/bin"].map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
}

private func contents(_ path: String) -> String? {
  let outcome = Program("/bin/cat", [Array(path.utf8)]).run()
  return outcome.status == 0 ? String(decoding: outcome.output, as: UTF8.self) : nil
}
