import CTestSystem
import Glibc

/// Processes that hold files open so that there is something to list.
public final class Load {
  public private(set) var processes: [pid_t] = []

  /// Forks `count` processes that each do `setUp` with their number and wait; returns when all are ready.
  public init(_ count: Int, _ setUp: (Int) -> Void) {
    var ready: [Int32] = [-1, -1]
    guard pipe2(&ready, O_CLOEXEC) == 0 else { return }
    for number in 0..<count {
      let child = testsystem_fork()
      if child == 0 {
        testsystem_prctl(PR_SET_PDEATHSIG, UInt(SIGKILL))
        setUp(number)
        write(ready[1], "r", 1)
        close(ready[0])
        close(ready[1])
        while true { pause() }
      }
      if child > 0 { processes.append(child) }
    }
    close(ready[1])
    var left = processes.count
    var buffer = [UInt8](repeating: 0, count: 512)
    while left > 0 {
      let count = read(ready[0], &buffer, buffer.count)
      guard count > 0 else { break }
      left -= count
    }
    close(ready[0])
  }

  public func end() {
    for process in processes { kill(process, SIGKILL) }
    for process in processes { waitpid(process, nil, 0) }
    processes = []
  }
}
