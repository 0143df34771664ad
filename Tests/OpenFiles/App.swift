import CTestSystem
import Glibc
import TestSupport

/// Holds open one of every kind of file that the kernel grants, reports what it holds, writes `ready`
/// and waits for the end of its standard input.
///
///     OpenFiles [--private] [--without SCENE,...]
///
/// `--private` lets it mount file systems, change settings and use well-known ports.
@main
struct App {
  nonisolated static func main() {
    var isPrivate = false
    var left: Set<String> = []
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
      switch argument {
      case "--private": isPrivate = true
      case "--without": left = Set((arguments.popFirst() ?? "").split(separator: ",").map(String.init))
      default: fail("usage: OpenFiles [--private] [--without SCENE,...]")
      }
    }
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    guard let base = temporaryDirectory("files", in: parent) else {
      fail("can't make a directory for temporary files")
    }
    chmod(base, 0o755)
    umask(0o022)
    signal(SIGPIPE, SIG_IGN)
    var interruption = sigaction()
    interruption.__sigaction_handler.sa_handler = { _ in }
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaction(number, &interruption, nil) }
    var limit = rlimit(rlim_cur: 20_000, rlim_max: 20_000)
    if setrlimit(__rlimit_resource_t(7), &limit) != 0 {
      getrlimit(__rlimit_resource_t(7), &limit)
      limit.rlim_cur = limit.rlim_max
      setrlimit(__rlimit_resource_t(7), &limit)
    }
    hold(Stage(scene: "keeper", base: base, isPrivate: isPrivate), without: left)
  }

  nonisolated static func hold(_ stage: Stage, without left: Set<String>) {
    Stage.openReport()
    stage.report("base", stage.base)
    prepareMounts(stage)
    var children: [pid_t] = []
    for scene in scenes where !left.contains(scene.name) {
      children.append(stage.process(scene.name, resting: scene.rest, scene.setUp))
    }
    stage.report("pid.keeper", getpid())
    stage.report("ready", "yes")
    Stage.closeReport()
    var byte: UInt8 = 0
    while read(0, &byte, 1) > 0 {}
    for child in children where child > 0 {
      kill(child, SIGKILL)
      waitpid(child, nil, 0)
    }
    removeMounts(stage)
    removeTree(stage.base)
  }

  nonisolated static func fail(_ message: String) -> Never {
    let line = message + "\n"
    write(2, line, line.utf8.count)
    exit(2)
  }
}
