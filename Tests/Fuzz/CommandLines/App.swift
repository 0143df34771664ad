import CTestSystem
import Glibc
import TestSupport

/// Runs a lister under command lines made up at random, the same ones each time.
///
///     FuzzCommandLines [--count N] [--seed N] [--verbose] LISTER
///
/// It may not crash, take more than a second, refuse something with status 0, or write a byte that steers
/// a terminal.
@main
struct App {
  nonisolated static func main() {
    var count = 2500
    var seed: UInt64 = 20_240_229
    var isVerbose = false
    var path: String?
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
      switch argument {
      case "--count": count = arguments.popFirst().flatMap { Int($0) } ?? count
      case "--seed": seed = arguments.popFirst().flatMap { UInt64($0) } ?? seed
      case "--verbose": isVerbose = true
      default: path = argument
      }
    }
    guard let path, access(path, X_OK) == 0 else {
      quit("usage: FuzzCommandLines [--count N] [--seed N] [--verbose] LISTER")
    }
    let work: () -> Int32 = { run(path, count: count, seed: seed, isVerbose: isVerbose) }
    exit(inPrivateNamespaces(work) ?? work())
  }

  private static func run(_ path: String, count: Int, seed: UInt64, isVerbose: Bool) -> Int32 {
    guard let directory = holdHostileNames() else { quit("can't make a directory for temporary files") }
    defer { removeTree(directory) }
    var generator = CommandLineGenerator(seed: seed, own: getpid())
    var tally: [String: Int] = [:]
    for _ in 0..<count {
      let line = generator.next()
      guard let fault = fault(of: path, line) else { continue }
      tally[fault.kind, default: 0] += 1
      if isVerbose || tally[fault.kind, default: 0] <= 10 {
        say("\(fault.kind): lsof \(line.map { "'\(printable($0.prefix(200)))'" }.joined(separator: " "))")
        say("  status \(describe(fault.outcome.status)), \(printable(fault.outcome.error.prefix(300)))")
      }
    }
    for (kind, number) in tally.sorted(by: { $0.key < $1.key }) { say("\(number) \(kind)") }
    let faults = tally.values.reduce(0, +)
    say("\(count) command lines from seed \(seed): \(count - faults) passed, \(faults) failed")
    return faults == 0 ? 0 : 1
  }

  /// Gives this process a command name, a file and a socket whose names would steer a terminal.
  private static func holdHostileNames() -> String? {
    guard let directory = temporaryDirectory("fuzz") else { return nil }
    let name: [UInt8] = [0x1b, 0x5b, 0x32, 0x4a, 0x0a, 0xc2, 0x9b, 0x7f, 0x0d, 0x29]
    name.withUnsafeBufferPointer { _ = testsystem_prctl(PR_SET_NAME, UInt(bitPattern: $0.baseAddress)) }
    let path = Array(directory.utf8) + [UInt8(ascii: "/")] + name + [0]
    path.withUnsafeBytes { bytes in
      _ = testsystem_open(bytes.bindMemory(to: CChar.self).baseAddress!, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    }
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    // AF_UNIX in the machine's order of bytes, and a NUL for an abstract name.
    let address = [UInt8(AF_UNIX), 0, 0] + name
    _ = testsystem_bind(socket(AF_UNIX, kind, 0), address, socklen_t(address.count))
    return directory
  }

  /// What a lister does wrong under a command line, if it does so again.
  private static func fault(of path: String, _ line: [[UInt8]]) -> (kind: String, outcome: Outcome)? {
    var fault: (kind: String, outcome: Outcome)?
    for _ in 0..<2 {
      let outcome = Program(path, line).run(limit: line.contains(where: Verdict.mayRepeat) ? 1.2 : 3)
      guard let kind = Verdict(outcome, of: line).fault else { return nil }
      fault = (kind, outcome)
    }
    return fault
  }
}

/// What is wrong with an outcome.
struct Verdict {
  private let outcome: Outcome
  private let line: [[UInt8]]

  init(_ outcome: Outcome, of line: [[UInt8]]) {
    self.outcome = outcome
    self.line = line
  }

  var fault: String? {
    if let status = outcome.status, status > 128 { return "killed by a signal" }
    // Repeat mode sleeps, but must not work meanwhile.
    if outcome.processor > 1 || outcome.status == nil && !line.contains(where: Self.mayRepeat) {
      return "took more than a second"
    }
    if outcome.memory > 512 * 1024 { return "took more than half a gigabyte" }
    if outcome.status == 0 && refuses { return "refused with status 0" }
    if outcome.error.contains(where: Self.steers) { return "raw bytes on stderr" }
    if steers(outcome.output) { return "raw bytes on stdout" }
    return nil
  }

  /// NUL ends fields, and a carriage return with a newline the records of CSV.
  private func steers(_ output: [UInt8]) -> Bool {
    let isCSV = line.contains { $0.starts(with: "--csv".utf8) }
    return output.indices.contains { index in
      let endsRecord = isCSV && output[index] == 0x0d && index + 1 < output.count && output[index + 1] == 0x0a
      return output[index] != 0 && !endsRecord && Self.steers(output[index])
    }
  }

  /// A message that is neither a warning nor a remark.
  private var refuses: Bool {
    outcome.error.split(separator: UInt8(ascii: "\n")).contains { line in
      line.starts(with: Array("lsof: ".utf8)) && !line.starts(with: Array("lsof: WARNING".utf8))
        && !line.starts(with: Array("lsof: device of ".utf8))
        && !line.starts(with: Array("lsof: fields".utf8))
    }
  }

  /// Control characters and, in the C locale, all beyond ASCII. Help has tabs.
  private static func steers(_ byte: UInt8) -> Bool {
    byte < UInt8(ascii: " ") && byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\t") || byte >= 0x7f
  }

  static func mayRepeat(_ argument: [UInt8]) -> Bool {
    let signs = [UInt8(ascii: "-"), UInt8(ascii: "+")]
    return argument.count > 1 && signs.contains(argument[0]) && !argument.starts(with: Array("--".utf8))
      && argument.contains(UInt8(ascii: "r"))
  }
}
