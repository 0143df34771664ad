import CTestSystem
import Glibc
import TestSupport

/// The whole bench: loads, races, counts of system calls, growth.
struct Bench {
  let reference: String
  let ours: String
  let pairs: Int
  /// Loads of a tenth of the size, to see that the bench works.
  let isQuick: Bool
  /// Nothing but ``runMarks(_:)``.
  let isForMarks: Bool
  let isLarge: Bool

  func run(isPrivate: Bool) -> Int32 {
    guard let directory = temporaryDirectory("bench") else {
      quit("can't make a directory for temporary files")
    }
    if isPrivate { _ = mount("tmpfs", directory, "tmpfs", 0, "size=2g") }
    defer {
      // Where nothing may be mounted, the files are on the disk.
      if isPrivate { umount2(directory, Int32(MNT_DETACH)) } else { removeTree(directory) }
      rmdir(directory)
    }
    if !isPrivate { say("no namespaces of our own: other processes are listed too, and nothing is mounted") }
    runMarks(directory)
    if isForMarks { return 0 }
    runMixture(directory, isPrivate: isPrivate)
    runThreads(directory)
    runTree(directory)
    if isPrivate { runMounts(directory) }
    runGrowth(directory)
    return 0
  }

  func scaled(_ count: Int) -> Int { isQuick ? max(1, count / 10) : count }

  func program(_ path: String, _ arguments: [String]) -> Program {
    Program(path, arguments.map { Array($0.utf8) })
  }

  private func runMixture(_ directory: String, isPrivate: Bool) {
    let count = max(scaled(400), 8)
    let load = Load(count) { holdMixture($0, in: directory) }
    defer { load.end() }
    say("\(count) processes with 100 descriptors each (\(pairs) pairs, medians of ratios ours to reference)")
    printHead()
    let mount = isPrivate ? directory : "/tmp"
    let works = mixedWorks(directory: directory, mount: mount, process: load.processes[7])
    for work in works { race(work) }
    say("\nsystem calls (reference, ours, and what ours are)")
    for work in works { countCalls(of: work) }
    measureFirstLine(["-nP", "-Ki", "-Fpcfn"])
    measureProcessors([["-nP", "-Ki"], ["-nP", "-i"], ["\(directory)/wanted"]])
  }

  private func runThreads(_ directory: String) {
    let load = Load(10) { number in
      for file in 0..<100 {
        _ = testsystem_open("\(directory)/thread-\(number)-\(file)", O_RDWR | O_CREAT, 0o600)
      }
      startIdleThreads(scaled(200))
    }
    defer { load.end() }
    say("\n10 processes with \(scaled(200)) threads and 100 files each")
    printHead()
    race(Work(name: "thread flood", arguments: ["-nP"], mark: 0.10, memoryMark: 1))
  }

  private func runTree(_ directory: String) {
    let tree = "\(directory)/tree"
    makeTree(tree, files: scaled(200_000))
    let load = Load(20) { number in
      for file in 0..<5 { _ = testsystem_open("\(tree)/0/\(number * 5 + file)", O_RDONLY, 0) }
    }
    defer { load.end() }
    say("\na tree of \(scaled(200_000)) files, 100 of them open")
    printHead()
    race(Work(name: "tree", arguments: ["+D", tree], mark: 0.10))
  }

  private func runMounts(_ directory: String) {
    let points = "\(directory)/mounts"
    mkdir(points, 0o755)
    let load = Load(1) { _ in _ = testsystem_open("\(directory)/mounted", O_RDWR | O_CREAT, 0o600) }
    defer { load.end() }
    var lines: [(Int, Double, Double)] = []
    var mounted = 0
    for goal in [scaled(5000), scaled(10_000)] {
      mounted += makeMounts(points, mounted..<goal)
      let arguments = ["-nP", "-p", "\(load.processes[0])"]
      let race = Race(program(reference, arguments), program(ours, arguments), pairs: pairs)
      lines.append((mounted, race.first, race.second))
      if goal == scaled(10_000) {
        say("\n\(mounted) mounts")
        printHead()
        printRace(Work(name: "mounts", arguments: arguments, mark: 0.15), race)
      }
    }
    printGrowth("mounts, -p PID", lines)
    for number in 0..<mounted { umount2("\(points)/\(number)", Int32(MNT_DETACH)) }
  }

  private func runGrowth(_ directory: String) {
    for (title, arguments) in [
      ("processes, -nP -Ki", ["-nP", "-Ki"]), ("processes, -nP -i", ["-nP", "-i"]),
      ("processes, -U", ["-U"]), ("processes, -nP -K", ["-nP", "-K"]), ("processes, +E", ["+E", "-nP"]),
    ] {
      measureGrowth(title, arguments, [scaled(100), scaled(200), scaled(400)]) { count in
        Load(count) { holdMixture($0, in: directory) }
      }
    }
    for (kind, arguments) in [
      (LoadKind.file, ["-nP", "-Ki"]), (.unix, ["-U"]), (.listener, ["-nP", "-i"]),
    ] {
      let title = "descriptors (\(kind)), \(arguments.joined(separator: " "))"
      measureGrowth(title, arguments, [scaled(5000), scaled(10_000), scaled(20_000)]) { count in
        Load(20) { kind.open(count / 20, process: $0, in: directory) }
      }
    }
  }

  private func measureGrowth(
    _ title: String, _ arguments: [String], _ sizes: [Int], _ makeLoad: (Int) -> Load
  ) {
    var lines: [(Int, Double, Double)] = []
    for size in sizes {
      let load = makeLoad(size)
      let race = Race(program(reference, arguments), program(ours, arguments), pairs: min(pairs, 3))
      load.end()
      lines.append((size, race.first, race.second))
    }
    printGrowth(title, lines)
  }

  private func race(_ work: Work) {
    printRace(work, Race(program(reference, work.arguments), program(ours, work.arguments), pairs: pairs))
    guard let name = work.rival.first, let rival = find(name) else { return }
    let race = Race(
      program(rival, Array(work.rival.dropFirst())), program(ours, work.arguments), pairs: pairs)
    printRace(
      Work(name: "  to \(name)", arguments: work.rival, mark: 1), race)
  }

  private func countCalls(of work: Work) {
    guard let theirs = countSystemCalls(program(reference, work.arguments)),
      let own = countSystemCalls(program(ours, work.arguments))
    else { return }
    let most = own.prefix(6).map { "\($0.call) \($0.count)" }.joined(separator: ", ")
    let sums = [theirs, own].map { counts in counts.reduce(0) { $0 + $1.count } }
    say(
      column(work.name, 20, isNumber: false) + column("\(sums[0])", 9) + column("\(sums[1])", 9) + "  "
        + most)
  }

  private func printHead() {
    say(
      column("work", 20, isNumber: false) + column("ref ms", 9) + column("ours ms", 9)
        + column("wall", 8) + column("CPU", 8) + column("memory", 8) + column("mark", 7) + "        command")
  }

  private func printRace(_ work: Work, _ race: Race) {
    say(
      column(work.name, 20, isNumber: false) + column(decimal(race.first * 1000, 1), 9)
        + column(decimal(race.second * 1000, 1), 9) + column(decimal(race.wall, 3), 8)
        + column(decimal(race.processor, 3), 8) + column(decimal(race.memory, 2), 8)
        + column(decimal(work.mark, 2), 7) + (work.isHeld(by: race) ? "  held  " : "  MISSED")
        + work.arguments.map { " " + $0 }.joined())
  }

  /// Times at growing sizes with the factor to the size before, and bars of our times.
  private func printGrowth(_ title: String, _ lines: [(Int, Double, Double)]) {
    say("\ngrowth: \(title)")
    let longest = lines.map(\.2).max() ?? 1
    var before: (Int, Double, Double)?
    for line in lines {
      var text = column("\(line.0)", 8) + column(decimal(line.1 * 1000, 1), 10) + " ms ref"
      text += column(decimal(line.2 * 1000, 1), 9) + " ms ours"
      let factors = before.map { "x\(decimal(line.1 / $0.1, 2)) x\(decimal(line.2 / $0.2, 2))" } ?? ""
      text += column(factors, 14) + "  "
      say(text + String(repeating: "#", count: max(1, Int(line.2 / longest * 40))))
      before = line
    }
  }
}
