import CTestSystem
import Glibc
import TestSupport

/// Processes that are never the same for long.
final class Churn {
  private var processes: [pid_t] = []

  /// `directory` is for what they make.
  init(_ directory: String) {
    for number in 0..<2 { start { forkAndExit(number) } }
    start { openAndClose(directory) }
    start { startThreads() }
    start { executeAgain(directory) }
    start { mountAndUnmount(directory) }
    start { changeSockets(directory) }
  }

  func end() {
    for process in processes { kill(process, SIGKILL) }
    for process in processes { waitpid(process, nil, 0) }
  }

  private func start(_ round: () -> Void) {
    let process = testsystem_fork()
    if process == 0 {
      testsystem_prctl(PR_SET_PDEATHSIG, UInt(SIGKILL))
      while true {
        round()
        // Others have to get their turn on a small machine.
        usleep(200)
      }
    }
    processes.append(process)
  }
}

/// Children that end at once, after a moment, or as zombies for a while.
private func forkAndExit(_ number: Int) {
  var children: [pid_t] = []
  for delay in [0, 100, 2000] {
    let child = testsystem_fork()
    if child == 0 {
      usleep(useconds_t(delay))
      _exit(0)
    }
    children.append(child)
  }
  if number == 0 { usleep(1000) }
  for child in children where child > 0 { waitpid(child, nil, 0) }
}

/// Descriptors in every order, in small tables and in large ones, in front of others that stay.
private func openAndClose(_ directory: String) {
  let stays = testsystem_open("/dev/null", O_RDONLY, 0)
  for number in [3, 5, 9, 64, 300, 1000] as [Int32] {
    dup2(stays, number)
    unlink("\(directory)/passing")
    let file = testsystem_open("\(directory)/passing", O_RDWR | O_CREAT, 0o600)
    var ends: [Int32] = [0, 0]
    pipe2(&ends, 0)
    for descriptor in [file, number, ends[1], ends[0]] { close(descriptor) }
  }
  close(stays)
}

private func startThreads() {
  var threads: [pthread_t] = []
  for number in 0..<6 {
    var thread = pthread_t()
    let isStarted = pthread_create(
      &thread, nil,
      { argument in
        usleep(useconds_t(UInt(bitPattern: argument) * 100))
        return nil
      }, UnsafeMutableRawPointer(bitPattern: number))
    if isStarted == 0 { threads.append(thread) }
  }
  for thread in threads { pthread_join(thread, nil) }
}

/// A process that is another program every time, with the same number.
private func executeAgain(_ directory: String) {
  let script = "\(directory)/again"
  let text = "#!/bin/sh\nexec 7<\"$0\"\nexec \"$0\"\n"
  let file = testsystem_open(script, O_WRONLY | O_CREAT | O_TRUNC, 0o700)
  write(file, text, text.utf8.count)
  close(file)
  let child = testsystem_fork()
  if child == 0 {
    testsystem_prctl(PR_SET_PDEATHSIG, UInt(SIGKILL))
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(script), nil]
    execv(script, &arguments)
    _exit(127)
  }
  usleep(500_000)
  kill(child, SIGKILL)
  waitpid(child, nil, 0)
}

/// A mount that is there while files on it are open, and sometimes after it has been unmounted.
private func mountAndUnmount(_ directory: String) {
  let place = "\(directory)/passing mount"
  mkdir(place, 0o755)
  guard mount("tmpfs", place, "tmpfs", 0, "size=16k") == 0 else {
    usleep(10_000)
    return
  }
  let file = testsystem_open("\(place)/file", O_RDWR | O_CREAT, 0o600)
  umount2(place, Int32(MNT_DETACH))
  close(file)
}

private func changeSockets(_ directory: String) {
  var ends: [Int32] = [0, 0]
  socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
  let datagram = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  _ = testsystem_bind(datagram, &address, socklen_t(MemoryLayout<sockaddr_in>.size))
  for descriptor in ends + [datagram] { close(descriptor) }
}
