import CTestSystem
import Glibc

/// One process of the fixture while it is being set up: it opens files and says what it holds.
///
/// A process has /dev/null as its standard descriptors and a directory of its own as its working directory.
/// Its report is lines on the first process's standard output, `name value`: `pid.SCENE`,
/// `fd.SCENE.KIND`, `path.KIND`, `port.KIND` and so on, or `refused.SCENE.KIND ERRNO CALL`. Bytes up to
/// the blank, above `~` and the backslash are written as `\xNN`.
struct Stage {
  /// Names the process in the report.
  let scene: String
  /// The directory that everything of the fixture lies in; it ends without a slash.
  let base: String
  /// Mounts and the like may be made: the namespaces are not the machine's own.
  let isPrivate: Bool

  /// Above every descriptor that a scene opens, and closed before it waits.
  private static let reportDescriptor: Int32 = 900
  private static let readyDescriptor: Int32 = 901

  /// Moves the report away from the standard output.
  static func openReport() {
    dup3(1, reportDescriptor, O_CLOEXEC)
    let null = testsystem_open("/dev/null", O_RDWR, 0)
    for standard in 0..<Int32(3) where standard != 0 { dup2(null, standard) }
    close(null)
  }

  static func closeReport() { close(reportDescriptor) }

  func report(_ name: String, _ value: [UInt8]) {
    let hexadecimal = Array("0123456789abcdef".utf8)
    var line = Array(name.utf8) + [0x20]
    for byte in value {
      if byte > 0x20, byte < 0x7f, byte != 0x5c {
        line.append(byte)
      } else {
        line += [0x5c, 0x78, hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
      }
    }
    line.append(0x0a)
    write(Self.reportDescriptor, line, line.count)
  }

  func report(_ name: String, _ text: String) { report(name, Array(text.utf8)) }

  func report(_ name: String, _ number: some BinaryInteger) { report(name, "\(number)") }

  /// Makes one kind of open file and reports its descriptors, or that the kernel refused.
  func hold(_ kind: String, _ make: () throws -> [Int32]) {
    do {
      let descriptors = try make()
      report("fd.\(scene).\(kind)", descriptors.map(\.description).joined(separator: ","))
    } catch let error as UsageError {
      let reason = String(cString: strerror(error.number))
      report("refused.\(scene).\(kind)", "\(error.call): \(reason)")
    } catch {
      report("refused.\(scene).\(kind)", "\(error)")
    }
  }

  func hold(_ kind: String, _ make: () throws -> Int32) {
    hold(kind) { [try make()] }
  }

  /// Does something that opens no descriptor, such as a map.
  func attempt(_ kind: String, _ work: () throws -> Void) {
    hold(kind) {
      try work()
      return []
    }
  }

  /// How a process of the fixture stays.
  enum Rest {
    case waiting, stopped, zombie
    /// Its first thread ends; a second one waits.
    case leaderless
  }

  /// Forks a process, has it set itself up, and returns when it rests. It keeps all of this process's
  /// descriptors or only the given ones.
  @discardableResult
  func process(
    _ name: String, resting rest: Rest = .waiting, keeping kept: [Int32]? = nil, _ setUp: (Stage) -> Void
  ) -> pid_t {
    guard let ready = try? makePipe(O_CLOEXEC) else { return -1 }
    let child = testsystem_fork()
    if child == 0 {
      dup3(ready.write, Self.readyDescriptor, O_CLOEXEC)
      close(ready.read)
      close(ready.write)
      prepareDescriptors(keeping: kept)
      let stage = Stage(scene: name, base: base, isPrivate: isPrivate)
      let directory = Path("\(base)/\(name)")
      try? makeDirectory(directory)
      chdir(directory.terminated)
      setUp(stage)
      stage.report("pid.\(name)", getpid())
      stage.settle(rest)
    }
    close(ready.write)
    var byte: UInt8 = 0
    read(ready.read, &byte, 1)
    close(ready.read)
    switch rest {
    case .waiting, .leaderless: break
    case .stopped: waitpid(child, nil, WUNTRACED)
    case .zombie:
      var information = siginfo_t()
      waitid(P_PID, id_t(child), &information, WEXITED | WNOWAIT)
    }
    return child
  }

  private func prepareDescriptors(keeping kept: [Int32]?) {
    if let kept {
      for descriptor in 3..<Self.reportDescriptor where !kept.contains(descriptor) { close(descriptor) }
    }
    let null = testsystem_open("/dev/null", O_RDONLY, 0)
    dup2(null, 0)
    close(null)
  }

  /// Announces that this process is complete and holds still until it is killed. The signal that
  /// follows the parent's death is asked for last, since a change of user revokes it.
  private func settle(_ rest: Rest) -> Never {
    testsystem_prctl(PR_SET_PDEATHSIG, UInt(SIGKILL))
    Self.closeReport()
    if rest == .leaderless {
      var thread = pthread_t()
      pthread_create(
        &thread, nil,
        { _ in
          while true { pause() }
        }, nil)
    }
    write(Self.readyDescriptor, "r", 1)
    close(Self.readyDescriptor)
    switch rest {
    case .waiting: break
    case .stopped: raise(SIGSTOP)
    case .zombie: _exit(0)
    case .leaderless: testsystem_exit_thread()
    }
    while true { pause() }
  }
}
