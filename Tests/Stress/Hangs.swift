import CTestSystem
import Glibc
import TestSupport

/// File systems that do not answer: each command line has to end in its time, with every file of the
/// processes that are elsewhere, and with the names of the hung files and a reason.
struct Hangs {
  let ours: String
  let reference: String?
  let isVerbose: Bool
  let only: String?

  /// How long a command line may take.
  enum Duration {
    case atOnce
    /// One time limit of so many seconds.
    case limit(Double)
    /// As many of them.
    case cycles(Int, Double)
    case endless
  }

  struct Line {
    var arguments: [String]
    var duration: Duration
    /// What must be behind the name of a hung file; nil where it isn't asked for.
    var reason: String?
    var listsHung = true

    var canEnd: Bool {
      if case .endless = duration { false } else { true }
    }
  }

  static let timedOut = "(stat: Connection timed out)"
  static let avoided = "(stat: Resource temporarily unavailable)"

  func run() -> Int32 {
    if getuid() != 0 || access("/dev/fuse", R_OK | W_OK) != 0 {
      say("SKIPPED: file systems that do not answer need root and /dev/fuse")
      return skipped
    }
    let scenes: [(String, (String, inout Tally) -> Bool)] = [
      ("silent", { play(.silent, $0, &$1, isWhole: true) }), ("stopped", { play(.stopped, $0, &$1) }),
      ("dead", { play(.dead, $0, &$1) }), ("nobody", playNobody), ("several", playSeveral),
      ("slow", playSlow),
      ("elsewhere", playElsewhere), ("unmounted", playUnmounted), ("hidden", playHidden),
      ("arguments", playArguments), ("recovery", playRecovery), ("autofs", playAutofs),
      ("terminal", playTerminal), ("signals", playSignals),
    ]
    var tally = Tally(isVerbose: isVerbose)
    for (name, play) in scenes where only.map(name.contains) ?? true {
      let began = monotonicTime()
      let status = inPrivateNamespaces {
        withDirectory { directory in
          var tally = Tally(isVerbose: isVerbose)
          if !play(directory, &tally) {
            say("skip  \(name): the kernel doesn't permit it")
            return 0
          }
          say(
            "\(name): \(tally.passed) passed, \(tally.failed) failed, "
              + "\(Int(monotonicTime() - began)) s")
          return tally.failed == 0 ? 0 : 1
        }
      }
      if status == nil {
        say("SKIPPED: no namespaces of our own")
        return skipped
      }
      tally.add(status, name)
    }
    return tally.failed == 0 ? 0 : 1
  }

  /// The command lines of which each has to cope with anything.
  private func lines(_ scene: HangScene, _ failure: SilentFileSystem.Failure, isWhole: Bool) -> [Line] {
    let isDead = failure == .dead
    let reason = isDead ? "(stat: Transport endpoint is not connected)" : Self.timedOut
    let limit: Duration = isDead ? .atOnce : .limit(2)
    let processes = (scene.bystanders.processes + scene.holderProcesses).map(String.init)
    let some = processes.joined(separator: ",")
    var lines = [
      Line(arguments: ["-p", some, "-S", "2"], duration: limit, reason: reason),
      Line(arguments: ["-i"], duration: .atOnce, listsHung: false),
      Line(arguments: ["\(scene.directory)/tree/0-0"], duration: .atOnce, listsHung: false),
      Line(arguments: ["+D", "\(scene.directory)/tree"], duration: .atOnce, listsHung: false),
      Line(arguments: ["+D", scene.directory], duration: .atOnce, listsHung: false),
      Line(arguments: ["-b"], duration: .atOnce, reason: Self.avoided),
      Line(arguments: ["-b", "-w"], duration: .atOnce, reason: Self.avoided),
      Line(arguments: ["-S", "2"], duration: limit, reason: reason),
      Line(arguments: ["-w", "-S", "2"], duration: limit, reason: isDead ? nil : reason),
      Line(arguments: ["-J", "-S", "2"], duration: limit, reason: reason),
      Line(arguments: ["-O"], duration: isDead ? .atOnce : .endless, reason: reason),
      Line(
        arguments: ["-r1c2", "-S", "2"], duration: isDead ? .cycles(2, 0) : .cycles(2, 2), reason: reason),
    ]
    if isWhole { lines.append(Line(arguments: [], duration: .limit(15), reason: reason)) }
    return lines
  }

  private func play(
    _ failure: SilentFileSystem.Failure, _ directory: String, _ tally: inout Tally, isWhole: Bool = false
  ) -> Bool {
    let scene = HangScene(directory)
    defer { scene.end() }
    guard let one = scene.mountSilent("remote") else { return false }
    scene.holdEveryKind(on: one)
    judge(
      lines(scene, failure, isWhole: isWhole), scene, "\(failure)", &tally
    ) { one.fail(failure) }
    return true
  }

  /// A mount that fails and that nobody uses is not even asked.
  private func playNobody(_ directory: String, _ tally: inout Tally) -> Bool {
    let scene = HangScene(directory)
    defer { scene.end() }
    guard let one = scene.mountSilent("remote") else { return false }
    let lines = lines(scene, .silent, isWhole: true).map { line in
      var line = line
      line.duration = line.arguments.contains("-r1c2") ? .cycles(2, 0) : .atOnce
      return line
    }
    judge(lines, scene, "nobody", &tally) { one.fail(.silent) }
    // The reference has asked all mounts.
    if reference != nil { return true }
    tally.note(
      "nobody: requests", one.unanswered == 0 ? [] : ["\(one.unanswered) requests to an unused mount"])
    return true
  }

  /// The time-outs of several file systems pass at the same time, in a process with threads of its own.
  private func playSeveral(_ directory: String, _ tally: inout Tally) -> Bool {
    let scene = HangScene(directory)
    defer { scene.end() }
    for number in 0..<5 {
      guard let one = scene.mountSilent("remote\(number)") else { return false }
      scene.hold(["\(one.directory)/file0", "\(one.directory)/file1"]) {
        for file in 0..<2 { _ = testsystem_open("\(one.directory)/file\(file)", O_RDWR, 0) }
      }
    }
    judge(
      [
        Line(arguments: ["-S", "2"], duration: .limit(2), reason: Self.timedOut),
        Line(arguments: ["-K", "-S", "2"], duration: .limit(2), listsHung: false),
        Line(arguments: ["-b"], duration: .atOnce, reason: Self.avoided),
      ], scene, "several", &tally
    ) { for one in scene.fileSystems { one.fail(.silent) } }
    return true
  }

  /// Answers that each come just in time don't add up; nor does one that has no end.
  private func playSlow(_ directory: String, _ tally: inout Tally) -> Bool {
    let scene = HangScene(directory)
    defer { scene.end() }
    guard let one = scene.mountSilent("remote") else { return false }
    let files = (0..<8).map { "\(one.directory)/file\($0)" }
    scene.hold(files) { for file in files { _ = testsystem_open(file, O_RDWR, 0) } }
    judge(
      [
        Line(
          arguments: ["-S", "2", "+D", "\(one.directory)/directory-endless"], duration: .limit(2),
          listsHung: false)
      ],
      scene, "slow", &tally
    ) {}
    judge([Line(arguments: ["-S", "2"], duration: .limit(2))], scene, "slow", &tally) { one.fail(.slow) }
    return true
  }

  /// The mount is in a namespace of the process that uses it.
  private func playElsewhere(_ directory: String, _ tally: inout Tally) -> Bool {
    let scene = HangScene(directory)
    defer { scene.end() }
    guard let one = scene.mountSilent("remote") else { return false }
    scene.hold(["\(one.directory)/file0", "\(one.directory)/directory", "\(one.directory)/mapped"]) {
      _ = testsystem_unshare(CLONE_NEWNS)
      enter(one.directory)
    }
    // Only the holder sees it now.
    umount2(one.directory, Int32(MNT_DETACH))
    judge(
      [
        Line(arguments: ["-S", "2"], duration: .limit(2), reason: Self.timedOut),
        Line(arguments: ["-b"], duration: .atOnce, reason: Self.avoided),
        Line(arguments: ["-i"], duration: .atOnce, listsHung: false),
        Line(arguments: ["\(directory)/tree/0-0"], duration: .atOnce, listsHung: false),
      ], scene, "elsewhere", &tally
    ) { one.fail(.silent) }
    return true
  }

  /// Has a file of each kind there: open, mapped, the working directory.
  private func enter(_ directory: String) {
    _ = testsystem_open("\(directory)/file0", O_RDWR, 0)
    let mapped = testsystem_open("\(directory)/mapped", O_RDWR, 0)
    _ = mmap(nil, 4096, PROT_READ, MAP_PRIVATE, mapped, 0)
    close(mapped)
    chdir("\(directory)/directory")
  }

  /// No table of mounts knows the file system any more, but files on it are open.
  private func playUnmounted(_ directory: String, _ tally: inout Tally) -> Bool {
    let scene = HangScene(directory)
    defer { scene.end() }
    guard let one = scene.mountSilent("remote") else { return false }
    scene.hold(["/file0", "/directory", "/mapped"]) {
      enter(one.directory)
    }
    umount2(one.directory, Int32(MNT_DETACH))
    judge(
      [
        Line(arguments: ["-S", "2"], duration: .limit(2)), Line(arguments: ["-b"], duration: .atOnce),
        Line(arguments: ["-i"], duration: .atOnce, listsHung: false),
        Line(arguments: ["\(directory)/tree/0-0"], duration: .atOnce, listsHung: false),
      ], scene, "unmounted", &tally
    ) { one.fail(.silent) }
    return true
  }

  /// Another mount lies over the one that fails.
  private func playHidden(_ directory: String, _ tally: inout Tally) -> Bool {
    let scene = HangScene(directory)
    defer { scene.end() }
    guard let one = scene.mountSilent("remote") else { return false }
    scene.hold(["\(one.directory)/file0", "\(one.directory)/directory"]) {
      _ = testsystem_open("\(one.directory)/file0", O_RDWR, 0)
      chdir("\(one.directory)/directory")
    }
    guard mount("tmpfs", one.directory, "tmpfs", 0, "size=4k") == 0 else { return false }
    defer { umount2(one.directory, Int32(MNT_DETACH)) }
    judge(
      [
        Line(arguments: ["-S", "2"], duration: .limit(2), reason: Self.timedOut),
        Line(arguments: ["-b"], duration: .atOnce),
        Line(arguments: ["\(directory)/tree/0-0"], duration: .atOnce, listsHung: false),
      ], scene, "hidden", &tally
    ) { one.fail(.silent) }
    return true
  }

  /// Names that lead into the file system that fails, by all ways; and lsof itself is in it.
  private func playArguments(_ directory: String, _ tally: inout Tally) -> Bool {
    let scene = HangScene(directory)
    defer { scene.end() }
    guard let one = scene.mountSilent("remote") else { return false }
    scene.hold(["\(one.directory)/file0"]) { dup2(testsystem_open("\(one.directory)/file0", O_RDWR, 0), 50) }
    symlink("\(one.directory)/directory", "\(directory)/link")
    symlink("link/../tree/0-0", "\(directory)/detour")
    chdir("\(one.directory)/directory")
    defer { chdir("/") }
    let holder = scene.holderProcesses[0]
    let local = "\(directory)/tree/0-0"
    judge(
      [
        Line(arguments: ["-S", "2", "\(one.directory)/file0"], duration: .limit(2), listsHung: false),
        Line(arguments: ["-S", "2", "\(one.directory)/file0", local], duration: .limit(2), listsHung: false),
        Line(arguments: ["-S", "2", "\(directory)/link/../x", local], duration: .limit(2), listsHung: false),
        Line(arguments: ["-S", "2", "\(directory)/detour", local], duration: .limit(2), listsHung: false),
        Line(arguments: ["-S", "2", "here", local], duration: .limit(2), listsHung: false),
        Line(arguments: ["-S", "2", "/proc/\(holder)/fd/50", local], duration: .limit(2), listsHung: false),
        Line(arguments: ["-b", "\(one.directory)/file0", local], duration: .atOnce, listsHung: false),
        Line(arguments: ["-S", "2", "+D", one.directory], duration: .limit(2), listsHung: false),
        Line(arguments: ["-S", "2", "-x", "-Q", "+D", directory], duration: .limit(2), listsHung: false),
        Line(arguments: ["-S", "2", "-e", one.directory, "-p", "\(holder)"], duration: .atOnce),
        Line(arguments: ["-S", "2", "+e", one.directory, "-p", "\(holder)"], duration: .atOnce),
        Line(arguments: ["-S", "2", one.directory], duration: .limit(2), reason: Self.timedOut),
        Line(arguments: ["-b", one.directory], duration: .atOnce, reason: Self.avoided),
        Line(arguments: ["+m"], duration: .atOnce, listsHung: false),
      ], scene, "arguments", &tally
    ) { one.fail(.silent) }
    return true
  }

  /// In repeat mode a file system is asked again: when it answers, all is as before. Meanwhile one
  /// question is asked in a cycle, and the processes that wait for an answer stay few.
  private func playRecovery(_ directory: String, _ tally: inout Tally) -> Bool {
    let scene = HangScene(directory)
    defer { scene.end() }
    guard let one = scene.mountSilent("remote") else { return false }
    scene.hold(["\(one.directory)/file0"]) {
      for file in 0..<8 { _ = testsystem_open("\(one.directory)/file\(file)", O_RDWR, 0) }
    }
    let holder = scene.holderProcesses[0]
    one.fail(.silent)
    let waker = testsystem_fork()
    if waker == 0 {
      // From the first question on, however late that is: the second cycle has begun by then, the last has not.
      for _ in 0..<2000 where one.unanswered == 0 { usleep(10_000) }
      usleep(4_500_000)
      one.recover()
      _exit(0)
    }
    let outcome = Program(ours, ["-S", "2", "-r1c3", "-p", "\(holder)"].map { Array($0.utf8) }).run()
    waitpid(waker, nil, 0)
    let cycles = String(decoding: outcome.output, as: UTF8.self).split(separator: "=======\n")
    var problems: [String] = []
    if outcome.status != 0 { problems.append("status \(outcome.status.map(String.init) ?? "none")") }
    if cycles.count != 3 {
      problems.append("\(cycles.count) cycles")
    } else {
      if !cycles[0].contains(Self.timedOut) { problems.append("the first cycle was answered") }
      if cycles[2].contains(Self.timedOut) || !cycles[2].contains("8192") {
        problems.append("the last cycle was not answered")
      }
    }
    if one.unanswered > 2 { problems.append("asked \(one.unanswered) times in two cycles") }
    tally.note("recovery: -r1c3", problems, "\(one.unanswered) requests without an answer")
    return true
  }

  /// An automounter whose daemon never answers.
  private func playAutofs(_ directory: String, _ tally: inout Tally) -> Bool {
    let scene = HangScene(directory)
    defer { scene.end() }
    let place = "\(directory)/auto"
    mkdir(place, 0o755)
    // The daemon itself is not made to wait, and so can hold files there.
    scene.hold(["\(place)", "\(place)/wanted"]) {
      var ends: [Int32] = [0, 0]
      setpgid(0, 0)
      pipe2(&ends, O_CLOEXEC)
      guard testsystem_mount_auto(ends[1], place) == 0 else { return }
      mkdir("\(place)/wanted", 0o755)
      _ = testsystem_open(place, O_RDONLY, 0)
      chdir("\(place)/wanted")
    }
    guard isMountPoint(place) else { return false }
    let some = (scene.bystanders.processes + scene.holderProcesses).map { "\($0)" }.joined(separator: ",")
    let local = "\(directory)/tree/0-0"
    judge(
      [
        Line(arguments: ["-S", "2"], duration: .limit(2)),
        Line(arguments: ["-S", "2", "-p", some], duration: .limit(2)),
        Line(arguments: ["-b"], duration: .atOnce, reason: Self.avoided),
        Line(arguments: ["-i"], duration: .atOnce, listsHung: false),
        Line(arguments: [local], duration: .atOnce, listsHung: false),
        Line(arguments: ["+D", directory], duration: .atOnce, listsHung: false),
        Line(arguments: ["-S", "2", "\(place)/missing", local], duration: .limit(2), listsHung: false),
        Line(arguments: ["-b", "\(place)/missing", local], duration: .atOnce, listsHung: false),
      ], scene, "autofs", &tally, isSilentAlready: true
    ) {}
    return true
  }

  private func isMountPoint(_ directory: String) -> Bool {
    var inside = stat()
    var outside = stat()
    return stat(directory, &inside) == 0 && stat("\(directory)/..", &outside) == 0
      && inside.st_dev != outside.st_dev
  }

  /// Runs the lines before and after `fail`, and judges the second runs by the first.
  private func judge(
    _ lines: [Line], _ scene: HangScene, _ title: String, _ tally: inout Tally, isSilentAlready: Bool = false,
    fail: () -> Void
  ) {
    let elsewhere = scene.bystanders.processes
    // What the line shows of the others while all is well.
    let expected = lines.map { line in
      let words = line.arguments.filter { !$0.hasPrefix("-r") } + (isSilentAlready ? ["-b", "-w"] : [])
      return rows(run(ours, words, limit: 20).output, of: elsewhere)
    }
    fail()
    for (line, expected) in zip(lines, expected) {
      let (limit, slack) = Self.seconds(line.duration)
      var outcome = run(ours, line.arguments, limit: limit + slack + 1)
      // What hangs does so every time; what is only slow may have had to wait for others.
      for _ in 0..<2 where line.canEnd && outcome.wall > limit + slack {
        outcome = run(ours, line.arguments, limit: limit + slack + 1)
      }
      var problems: [String] = []
      if !line.canEnd {
        // As documented: it may hang.
      } else if outcome.status == nil || outcome.wall > limit + slack {
        problems.append("took \(tenths(outcome.wall)) s of \(tenths(limit)) s")
      } else {
        problems = complaints(line, outcome, expected, scene)
      }
      var remark =
        outcome.status == nil ? "killed after \(tenths(outcome.wall)) s" : "\(tenths(outcome.wall)) s"
      if let reference {
        let other = run(reference, line.arguments, limit: limit + 3)
        remark +=
          other.status == nil
          ? "; reference hangs" : "; reference \(tenths(other.wall)) s, status \(other.status ?? -1)"
      }
      tally.note("\(title): lsof \(line.arguments.joined(separator: " "))", problems, remark)
    }
  }

  private func run(_ path: String, _ arguments: [String], limit: Double) -> Outcome {
    Program(path, arguments.map { Array($0.utf8) }).run(limit: limit)
  }

  /// The longest that is right, and what a busy machine is granted above it.
  private static func seconds(_ duration: Duration) -> (limit: Double, slack: Double) {
    switch duration {
    case .atOnce: (0, 1.5)
    case .limit(let seconds): (seconds, 1.7)
    case .cycles(let count, let seconds): (Double(count) * (seconds + 1), 2.5)
    case .endless: (1, 0)
    }
  }

  private func complaints(
    _ line: Line, _ outcome: Outcome, _ expected: [[String]], _ scene: HangScene
  ) -> [String] {
    var problems: [String] = []
    let text = String(decoding: outcome.output, as: UTF8.self)
    let isJSON = line.arguments.contains("-J")
    if isJSON && !text.hasSuffix("}\n") { problems.append("cut JSON") }
    let found = Set(rows(outcome.output, of: scene.bystanders.processes))
    for row in expected where !isJSON && !found.contains(row) {
      problems.append("lost: \(row.joined(separator: " "))")
    }
    if isJSON {
      for number in 0..<3 where !text.contains("tree/\(number)-4") { problems.append("lost: \(number)-4") }
    }
    if !line.listsHung { return problems }
    for (process, name) in scene.hung {
      let reason = line.reason
      let isListed =
        isJSON
        ? text.contains("\"\(name)\"") && text.contains(reason ?? "")
        : text.split(separator: "\n").contains { row in
          let words = row.split(separator: " ")
          guard words.count > 2, words[1] == "\(process)" else { return false }
          guard let reason else { return row.contains(name) }
          // The kernel can't find the files of a dead server any more.
          return row.hasSuffix("\(name) \(reason)") || row.hasSuffix("\(name) (deleted) \(reason)")
            || words[3] == "DEL" && row.hasSuffix(name)
        }
      if !isListed { problems.append("not listed with its reason: \(process) \(name)") }
    }
    return problems
  }

  func tenths(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
