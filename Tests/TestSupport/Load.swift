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

/// Starts threads that do nothing.
public func startIdleThreads(_ count: Int) {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  pthread_attr_setstacksize(&attributes, 65_536)
  for _ in 0..<count {
    var thread = pthread_t()
    pthread_create(
      &thread, &attributes,
      { _ in
        while true { pause() }
      }, nil)
  }
}

/// Makes a tree of empty files, a thousand to a directory.
public func makeTree(_ directory: String, files: Int) {
  mkdir(directory, 0o755)
  for number in 0..<files {
    let below = "\(directory)/\(number / 1000)"
    if number % 1000 == 0 { mkdir(below, 0o755) }
    close(testsystem_open("\(below)/\(number)", O_WRONLY | O_CREAT, 0o600))
  }
}

/// Mounts small file systems below a directory; returns how many were permitted.
public func makeMounts(_ directory: String, _ range: Range<Int>) -> Int {
  var count = 0
  for number in range {
    let point = "\(directory)/\(number)"
    mkdir(point, 0o755)
    guard mount("tmpfs", point, "tmpfs", 0, "size=4k") == 0 else { break }
    count += 1
  }
  return count
}
