import CTestSystem
import Glibc
import TestSupport

extension Hangs {
  /// A signal ends a repeated listing at once, also while the kernel keeps who reads the table of locks: a file of a
  /// silent file system takes its place, where no signal reaches the reader either.
  func playSignals(_ directory: String, _ tally: inout Tally) -> Bool {
    let scene = HangScene(directory)
    defer { scene.end() }
    guard let one = scene.mountSilent("remote") else { return false }
    // Of few processes the table of locks is not needed.
    let others = Load(20) { _ in }
    defer { others.end() }
    guard mount("\(one.directory)/file0", "/proc/locks", nil, UInt(MS_BIND), nil) == 0 else { return false }
    defer { umount2("/proc/locks", Int32(MNT_DETACH)) }
    one.fail(.silent)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGUSR1] {
      // Shells have what they run in the background ignore some, and who is run by such a job inherits that.
      Glibc.signal(signal, SIG_DFL)
      let asked = one.unanswered
      let program = Program(ours, ["-r1", "-nP"].map { Array($0.utf8) })
      guard let process = program.start() else { return false }
      var waits = 0
      while one.unanswered == asked && waits < 500 {
        usleep(10_000)
        waits += 1
      }
      let began = monotonicTime()
      kill(process, signal)
      var status: Int32 = 0
      while waitpid(process, &status, WNOHANG) == 0 && monotonicTime() - began < 5 { usleep(1000) }
      let took = monotonicTime() - began
      var problems: [String] = []
      if one.unanswered == asked { problems.append("the table of locks was not read") }
      if testsystem_signal(status) != signal { problems.append("ended otherwise, after \(tenths(took)) s") }
      if took > 1 { problems.append("took \(tenths(took)) s") }
      if took >= 5 { kill(process, SIGKILL) }
      tally.note("signals: lsof -r1, signal \(signal)", problems, "\(tenths(took)) s")
    }
    return true
  }
}
