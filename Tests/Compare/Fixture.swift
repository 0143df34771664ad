import CTestSystem
import Glibc
import TestSupport

/// The running OpenFiles and what it says that it holds.
struct Fixture {
  /// `name value` as reported, such as `pid.files` or `path.deleted`.
  private(set) var facts: [String: [UInt8]] = [:]
  private let process: pid_t
  private let input: Int32

  /// Starts OpenFiles and waits until it holds still. Nil if it can't be started.
  init?(isPrivate: Bool, without scenes: [String]) {
    var input: [Int32] = [-1, -1]
    var output: [Int32] = [-1, -1]
    guard pipe2(&input, O_CLOEXEC) == 0, pipe2(&output, O_CLOEXEC) == 0 else { return nil }
    var arguments = isPrivate ? ["--private"] : []
    if !scenes.isEmpty { arguments += ["--without", scenes.joined(separator: ",")] }
    var program = Program(sibling("OpenFiles"), arguments.map { Array($0.utf8) })
    if let directory = getenv("TMPDIR") { program.environment.append("TMPDIR=\(String(cString: directory))") }
    guard let process = program.start(input: input[0], output: output[1]) else { return nil }
    close(input[0])
    close(output[1])
    self.process = process
    self.input = input[1]
    var report: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(output[0], &buffer, buffer.count)
      guard count > 0 else { break }
      report += buffer[..<count]
    }
    close(output[0])
    for line in report.split(separator: 0x0a) {
      let parts = line.split(separator: 0x20, maxSplits: 1)
      let name = String(decoding: parts.first ?? [], as: UTF8.self)
      facts[name] = unescape(parts.count == 2 ? parts[1] : [])
    }
    guard facts["ready"] != nil else { return nil }
  }

  /// Has OpenFiles clean up and end.
  func end() {
    close(input)
    waitpid(process, nil, 0)
  }

  /// The processes whose rows are compared. A zombie has none.
  var processes: Set<Int> {
    let pids = facts.filter { $0.key.hasPrefix("pid.") && $0.key != "pid.keeper" && $0.key != "pid.zombie" }
    return Set(pids.values.compactMap { Int(String(decoding: $0, as: UTF8.self)) })
  }

  /// `SCENE.KIND: call: reason` for each kind of file that the kernel did not grant.
  var errors: [String] {
    facts.filter { $0.key.hasPrefix("refused.") }
      .map { "\($0.key.dropFirst(8)): \(String(decoding: $0.value, as: UTF8.self))" }.sorted()
  }
}

/// Undoes the `\xNN` of the report.
private func unescape(_ text: ArraySlice<UInt8>) -> [UInt8] {
  var bytes: [UInt8] = []
  var rest = text
  while let byte = rest.popFirst() {
    if byte == 0x5c, let code = UInt8(String(decoding: rest.dropFirst().prefix(2), as: UTF8.self), radix: 16)
    {
      bytes.append(code)
      rest = rest.dropFirst(3)
    } else {
      bytes.append(byte)
    }
  }
  return bytes
}
