import Glibc
import TestSupport

extension Bench {
  /// How soon a listing begins: the first line's share of the whole time.
  func measureFirstLine(_ arguments: [String]) {
    say("\nfirst line of lsof \(arguments.joined(separator: " ")), as a share of the whole time")
    for (name, path) in [("reference", reference), ("ours", ours)] {
      let shares = (0..<pairs).compactMap { _ in firstLineShare(program(path, arguments)) }
      say(column(name, 20, isNumber: false) + column(decimal(median(shares), 3), 9))
    }
  }

  private func firstLineShare(_ program: Program) -> Double? {
    var ends: [Int32] = [-1, -1]
    guard pipe2(&ends, O_CLOEXEC) == 0 else { return nil }
    let began = monotonicTime()
    guard let process = program.start(output: ends[1]) else { return nil }
    close(ends[1])
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var first: Double?
    while read(ends[0], &buffer, buffer.count) > 0 { first = first ?? monotonicTime() - began }
    let whole = monotonicTime() - began
    close(ends[0])
    waitpid(process, nil, 0)
    return first.map { $0 / whole }
  }

  /// What more processors bring: times on 1, 2, 4 ... of them, as taskset(1) grants them.
  func measureProcessors(_ works: [[String]]) {
    guard let taskset = find("taskset") else {
      say("\nprocessors: SKIPPED: there is no taskset here")
      return
    }
    say("\nprocessors: ours on each number of them, as a share of the time on one")
    for arguments in works {
      var line = column("lsof " + arguments.joined(separator: " "), 40, isNumber: false)
      var alone: Double?
      var count = 1
      while count <= sysconf(Int32(_SC_NPROCESSORS_ONLN)) {
        let run = program(taskset, ["-c", "0-\(count - 1)", ours] + arguments)
        _ = run.measure()
        let time = median((0..<pairs).map { _ in run.measure().wall })
        line += column("\(count):", 5) + column(decimal(time / (alone ?? time), 2), 6)
        alone = alone ?? time
        count *= 2
      }
      say(line)
    }
  }
}
