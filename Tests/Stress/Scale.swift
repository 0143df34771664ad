import CTestSystem
import Glibc
import TestSupport

/// How time and memory grow with what there is to list: time in proportion, memory no more than the
/// reference's.
struct Scale {
  let ours: String
  let reference: String?
  /// Small numbers, for which more noise is allowed.
  let isQuick: Bool
  let only: String?

  /// Something that there can be much of.
  private struct Mass {
    var title: String
    var count: Int
    var arguments: (String) -> [String]
    /// Makes so many of it, in a directory; returns what takes them away again.
    var make: (Int, String) -> (() -> Void)?
  }

  /// Seconds; less is mostly the start of a program.
  private static let leastTime = 0.03

  private struct Cost {
    /// Seconds, the least of several runs.
    var processor: Double
    /// KiB, the most.
    var memory: Int
    var status: Int32?
    var rows: Int
  }

  func run() -> Int32 {
    if getuid() != 0 {
      say("SKIPPED: so many files need root")
      return skipped
    }
    var tally = Tally(isVerbose: true)
    for mass in masses where only.map(mass.title.contains) ?? true {
      // Each in namespaces of its own: ending them takes all away.
      let status = inPrivateNamespaces {
        var tally = Tally(isVerbose: true)
        measure(mass, &tally)
        return tally.failed == 0 ? 0 : 1
      }
      if status == nil {
        say("SKIPPED: no namespaces of our own")
        return skipped
      }
      if status != 0 { tally.note("scale: \(mass.title)", ["status \(status ?? -1)"]) }
    }
    return tally.failed == 0 ? 0 : 1
  }

  /// What grows too fast does so every time; other processes may have been in the way.
  private func measure(_ mass: Mass, _ tally: inout Tally) {
    for attempt in 1...3 {
      guard let (problems, remark) = measure(mass) else { return }
      if problems.isEmpty || attempt == 3 {
        tally.note("scale: \(mass.title)", problems, remark)
        return
      }
    }
  }

  /// Nil where the kernel doesn't permit so much.
  private func measure(_ mass: Mass) -> (problems: [String], remark: String)? {
    let whole = isQuick ? mass.count / 10 : mass.count
    var own: [Cost] = []
    var other: [Cost] = []
    for count in [whole / 2, whole] {
      let isMade = withDirectory { directory in
        guard let remove = mass.make(count, directory) else { return false }
        defer { remove() }
        let arguments = mass.arguments(directory)
        own.append(cost(ours, arguments, times: isQuick ? 5 : 3))
        if let reference { other.append(cost(reference, arguments, times: 1)) }
        return true
      }
      if !isMade {
        say("skip  scale: \(mass.title): the kernel doesn't permit \(count)")
        return nil
      }
    }
    var problems: [String] = []
    let exponent = Self.exponent(own)
    // The smaller the time, the more of it is noise.
    let most = isQuick ? 1.35 : 1.1
    if own.contains(where: { $0.status == nil || $0.status ?? 0 > 1 }) { problems.append("it did not end") }
    if exponent > most && own[1].processor > Self.leastTime {
      problems.append("time grows with the power \(hundredths(exponent))")
    }
    // Of little, most is what any program needs.
    if !isQuick, let theirs = other.last, theirs.status != nil, own[1].memory > theirs.memory {
      problems.append("more memory than the reference")
    }
    var remark =
      "n^\(hundredths(exponent)), \(milliseconds(own[1].processor)) ms, \(own[1].memory) KB for \(whole), "
      + "\(own[1].rows) rows"
    if other.count == 2 {
      remark +=
        other[1].status == nil
        ? "; reference doesn't end"
        : "; reference n^\(hundredths(Self.exponent(other))), \(milliseconds(other[1].processor)) ms, "
          + "\(other[1].memory) KB"
    }
    return (problems, remark)
  }

  private func cost(_ path: String, _ arguments: [String], times: Int) -> Cost {
    var best = Cost(processor: .infinity, memory: 0, status: nil, rows: 0)
    for _ in 0..<times {
      let outcome = Program(path, arguments.map { Array($0.utf8) }).run(limit: 100)
      best.status = outcome.status
      best.rows = outcome.output.count { $0 == 0x0a } - 1
      if outcome.status == nil { break }
      best.processor = min(best.processor, outcome.processor)
      best.memory = max(best.memory, outcome.memory)
    }
    return best
  }

  private static func exponent(_ costs: [Cost]) -> Double {
    costs[0].processor > 0 ? log2(costs[1].processor / costs[0].processor) : 0
  }

  private func hundredths(_ value: Double) -> String {
    guard value.isFinite else { return "?" }
    let hundredths = Int((abs(value) * 100).rounded())
    let rest = "\(hundredths % 100)"
    return (value < 0 ? "-" : "") + "\(hundredths / 100)." + (rest.count == 1 ? "0" : "") + rest
  }

  private func milliseconds(_ seconds: Double) -> String { seconds.isFinite ? "\(Int(seconds * 1000))" : "?" }

  private var masses: [Mass] {
    [
      Mass(title: "descriptors", count: 200_000, arguments: { _ in ["-nP", "-Ki"] }, make: makeDescriptors),
      Mass(title: "processes", count: 20_000, arguments: { _ in ["-nP", "-Ki"] }, make: makeProcesses),
      Mass(title: "threads", count: 20_000, arguments: { _ in ["-nP", "-K"] }, make: makeThreads),
      Mass(title: "TCP sockets", count: 50_000, arguments: { _ in ["-nP", "-i"] }, make: makeConnections),
      Mass(title: "UNIX sockets", count: 100_000, arguments: { _ in ["-U"] }, make: makeSocketPairs),
      Mass(
        title: "UNIX sockets and their ends", count: 100_000, arguments: { _ in ["-U", "-E"] },
        make: makeSocketPairs),
      Mass(title: "mounts", count: 10_000, arguments: { _ in ["-nP", "-Ki"] }, make: makeManyMounts),
      Mass(
        title: "mappings of one file", count: 60_000, arguments: { _ in ["-nP", "-Ki"] },
        make: { makeMappings($0, of: 1, $1) }),
      Mass(
        title: "mappings of as many files", count: 60_000, arguments: { _ in ["-nP", "-Ki"] },
        make: { makeMappings($0, of: $0, $1) }),
      Mass(title: "a tree", count: 200_000, arguments: { ["+D", "\($0)/tree"] }, make: makeWholeTree),
      Mass(title: "-p", count: 4096, arguments: manyProcesses, make: makeNamedProcesses),
      Mass(title: "names", count: 4096, arguments: manyNames, make: makeNamedFiles),
    ]
  }
}
