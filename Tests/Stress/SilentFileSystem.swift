import CTestSystem
import Glibc
import TestSupport

/// A mounted FUSE file system with its server, which can be made to fail.
final class SilentFileSystem {
  enum Failure: String {
    /// It reads requests and never answers.
    case silent
    /// Each answer takes 0.7 s.
    case slow
    /// SIGSTOP
    case stopped
    /// It has ended: ENOTCONN.
    case dead
  }

  let directory: String
  private let server: pid_t
  private let counter: UnsafeMutablePointer<Int32>

  /// Nil where there is no FUSE, or no permission.
  init?(at directory: String) {
    mkdir(directory, 0o755)
    let device = testsystem_open("/dev/fuse", O_RDWR | O_CLOEXEC, 0)
    guard device >= 0, testsystem_mount_files(device, directory) == 0 else { return nil }
    let page = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)
    guard let page, page != MAP_FAILED else { return nil }
    let counter = page.assumingMemoryBound(to: Int32.self)
    let server = testsystem_fork()
    if server == 0 {
      testsystem_prctl(PR_SET_PDEATHSIG, UInt(SIGKILL))
      testsystem_serve_files(device, testsystem_open("/bin/sleep", O_RDONLY, 0), counter)
      _exit(0)
    }
    close(device)
    self.directory = directory
    self.server = server
    self.counter = counter
  }

  /// Requests that were read and not answered.
  var unanswered: Int { Int(counter.pointee) }

  func fail(_ failure: Failure) {
    switch failure {
    case .silent: kill(server, SIGUSR1)
    case .slow: kill(server, SIGHUP)
    case .stopped: kill(server, SIGSTOP)
    case .dead:
      kill(server, SIGKILL)
      waitpid(server, nil, 0)
    }
    // A signal is not seen at once.
    usleep(50_000)
  }

  func recover() {
    kill(server, SIGUSR2)
    kill(server, SIGCONT)
    usleep(50_000)
  }

  /// Ends the server, and with it all that wait for it.
  func end() {
    kill(server, SIGKILL)
    waitpid(server, nil, 0)
    umount2(directory, Int32(MNT_DETACH))
  }
}
