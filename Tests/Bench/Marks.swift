import CTestSystem
import Glibc
import TestSupport

/// What a listing is held to: a share of the least that procfs takes, and of the reference's time.
struct Mark {
  let arguments: [String]
  /// The work of Tests/Floor.
  let floor: String
  let toFloor: Double
  /// No reference is run where this is missing.
  var toReference: Double?
}

/// Tables of what the kernel's own tables bring: our times beside the floor, a program that only asks procfs for the
/// same, and beside the reference.
extension Bench {
  func runMarks(_ directory: String) {
    guard access(floorProgram, X_OK) == 0 else {
      say("\nmarks: SKIPPED: there is no \(floorProgram)")
      return
    }
    if !readsKernelTables(ours) { say("\nour lsof can't read the kernel's own tables here") }
    markMixture(directory)
    markThreads(directory)
    markTree(directory)
    if isLarge { markMillion(directory) }
  }

  private var floorProgram: String {
    let own = absolutePath(CommandLine.arguments[0])
    return own.prefix(upTo: own.lastIndex(of: "/") ?? own.startIndex) + "/Floor"
  }

  private func markMixture(_ directory: String) {
    let load = Load(scaled(400)) { holdMixture($0, in: directory) }
    defer { load.end() }
    sayHead("\(load.processes.count) processes with 100 descriptors each")
    let wanted = "\(directory)/wanted"
    for mark in [
      Mark(arguments: ["-nP", "-Ki"], floor: "all", toFloor: 0.40, toReference: 0.08),
      Mark(arguments: ["-nP", "-Ki", "-Fpcfn"], floor: "all", toFloor: 0.30, toReference: 0.07),
      Mark(arguments: ["-nP", "-i"], floor: "links", toFloor: 0.35, toReference: 0.05),
      Mark(arguments: ["-nP", "-iTCP", "-sTCP:LISTEN"], floor: "links", toFloor: 0.35, toReference: 0.05),
      Mark(arguments: ["-nP", "-i", ":7777"], floor: "links", toFloor: 0.35, toReference: 0.05),
      Mark(arguments: ["-U"], floor: "links", toFloor: 0.35, toReference: 0.05),
      Mark(arguments: [wanted], floor: "links", toFloor: 0.30, toReference: 0.03),
      Mark(arguments: ["-t", wanted], floor: "links", toFloor: 0.30, toReference: 0.03),
    ] { hold(mark) }
    markUserTime(["-nP", "-Ki"])
    holdColumns()
    // Its own process alone: what a listing costs that nothing is loaded for.
    let process = "\(load.processes[0])"
    say("\nto the same by procfs: ratios (medians, ranges) of time, and of peak memory")
    for (arguments, user) in [
      (["-nP", "-Ki"], nil), (["-nP", "-i"], nil), ([wanted], nil), (["-v"], 65_534),
      (["-nP", "-p", process], 65_534), (["-nP", "-Ki"], 65_534), (["-nP", "-p", process], nil),
    ] as [([String], uid_t?)] {
      compareMethods(arguments, as: user)
    }
  }

  /// Of printing, and of all that is done for it.
  private func markUserTime(_ arguments: [String]) {
    if let printing = Printing(arguments) {
      let times = (0..<pairs).map { _ in printing.userTime() }
      sayValue("user time of printing \(printing.rowCount) rows in columns, ms, at most 25", times, most: 25)
    }
    let times = (0..<pairs * 3).map { _ in program(ours, arguments).measure().user * 1000 }
    let line = arguments.joined(separator: " ")
    say("  and of all that \(line) does: \(decimal(median(times), 1)) (\(range(times)))")
  }

  /// Rows with ten columns more, which procfs tells of processes and files, beside those without.
  private func holdColumns() {
    let columns = "--columns=+ppid,+pgid,+starttime,+exe,+cgroup,+deleted,+blocks,+owner,+mtime,+mount"
    let plain = ["--scan=procfs", "-nP", "-Ki"]
    let race = Race(program(ours, plain), program(ours, plain + [columns]), pairs: pairs)
    say(
      "ten more columns, to the same without: \(decimal(race.first * 1000, 1)) and \(decimal(race.second * 1000, 1)) ms"
        + judged(race, 1.5))
  }

  /// By whatever is chosen, beside procfs.
  private func compareMethods(_ arguments: [String], as user: uid_t?) {
    var (byProcfs, chosen) = (program(ours, ["--scan=procfs"] + arguments), program(ours, arguments))
    (byProcfs.user, chosen.user) = (user, user)
    let race = Race(byProcfs, chosen, pairs: user == nil ? pairs : pairs * 10)
    let who = user == nil ? "root" : "user"
    say(
      column("\(who): lsof \(arguments.joined(separator: " "))", 40, isNumber: false)
        + column(decimal(race.first * 1000, 1), 9) + column(decimal(race.second * 1000, 1), 9)
        + column(decimal(race.wall, 3), 8) + "  \(range(race.walls))" + column(decimal(race.memory, 2), 8))
  }

  private func markThreads(_ directory: String) {
    let load = Load(10) { number in
      for file in 0..<100 {
        _ = testsystem_open("\(directory)/task-\(number)-\(file)", O_RDWR | O_CREAT, 0o600)
      }
      startIdleThreads(scaled(200))
    }
    defer { load.end() }
    sayHead("10 processes with \(scaled(200)) threads and 100 files each")
    hold(Mark(arguments: ["-nP"], floor: "tasks", toFloor: 0.8, toReference: 0.025))
  }

  private func markTree(_ directory: String) {
    let tree = "\(directory)/marked"
    makeTree(tree, files: scaled(200_000))
    let load = Load(scaled(400)) { number in
      holdMixture(number, in: directory)
      if number < 20 { _ = testsystem_open("\(tree)/0/\(number)", O_RDONLY, 0) }
    }
    defer { load.end() }
    sayHead("as many, 20 of them with a file of a tree of \(scaled(200_000))")
    hold(Mark(arguments: ["+D", tree], floor: "links", toFloor: 0.30, toReference: 0.03))
  }

  /// No reference: it would take minutes.
  private func markMillion(_ directory: String) {
    var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    let file = "\(directory)/of a million"
    let load = Load(scaled(2000)) { number in
      for other in 0..<499 {
        _ = testsystem_open("\(directory)/\(other % 50)", O_RDWR | O_CREAT, 0o600)
      }
      _ = testsystem_open(number == 7 ? file : "/dev/null", O_RDWR | O_CREAT, 0o600)
    }
    defer { load.end() }
    sayHead("\(load.processes.count) processes with 500 descriptors each")
    hold(Mark(arguments: ["-nP", "-Ki"], floor: "all", toFloor: 0.40))
    hold(Mark(arguments: ["-t", file], floor: "links", toFloor: 0.15))
  }

  // MARK: - Lines

  private func sayHead(_ title: String) {
    say("\n\(title): ratios to the floor and to the reference (medians of \(pairs) pairs, ranges)")
    say(
      column("floor ms", 10) + column("ours ms", 9) + column("to floor", 10) + "  range        "
        + column("mark", 6) + column("ref ms", 18) + column("to ref", 8) + "  range        "
        + column("mark", 6) + "        command")
  }

  private func hold(_ mark: Mark) {
    let own = program(ours, mark.arguments)
    let race = Race(program(floorProgram, [mark.floor]), own, pairs: pairs)
    var line =
      column(decimal(race.first * 1000, 1), 10) + column(decimal(race.second * 1000, 1), 9)
      + judged(race, mark.toFloor)
    if let toReference = mark.toReference {
      let race = Race(program(reference, mark.arguments), own, pairs: min(pairs, 3))
      line += column(decimal(race.first * 1000, 1), 9) + judged(race, toReference)
    }
    say(line + "  lsof " + mark.arguments.joined(separator: " "))
  }

  private func judged(_ race: Race, _ mark: Double) -> String {
    column(decimal(race.wall, 3), 10) + "  \(range(race.walls))" + column(decimal(mark, 3), 6)
      + (race.wall <= mark ? "  held  " : "  MISSED")
  }

  private func sayValue(_ what: String, _ values: [Double], most: Double) {
    let middle = median(values)
    say("\(what): \(decimal(middle, 1)) (\(range(values))), \(middle <= most ? "held" : "MISSED")")
  }

  private func range(_ values: [Double]) -> String {
    "\(decimal(values.min() ?? 0, 3))-\(decimal(values.max() ?? 0, 3))"
  }
}
