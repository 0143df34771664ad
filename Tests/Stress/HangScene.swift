import CTestSystem
import Glibc
import TestSupport

/// Processes with files here and on file systems that are about to fail.
final class HangScene {
  let directory: String
  private(set) var fileSystems: [SilentFileSystem] = []
  /// They have no file where anything fails.
  let bystanders: Load
  private var holders: [Load] = []
  private var programs: [pid_t] = []
  /// The names under which the hung files are to be listed, as they end.
  private(set) var hung: [(process: pid_t, name: String)] = []

  init(_ directory: String) {
    self.directory = directory
    mkdir("\(directory)/tree", 0o755)
    bystanders = Load(3) { number in
      chdir(directory)
      let null = testsystem_open("/dev/null", O_RDWR, 0)
      for standard in 0..<Int32(3) { dup2(null, standard) }
      for file in 0..<5 {
        _ = testsystem_open("\(directory)/tree/\(number)-\(file)", O_RDWR | O_CREAT, 0o600)
      }
      var ends: [Int32] = [0, 0]
      pipe2(&ends, 0)
      _ = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    }
  }

  var holderProcesses: [pid_t] { holders.flatMap(\.processes) + programs }

  func mountSilent(_ name: String) -> SilentFileSystem? {
    guard let one = SilentFileSystem(at: "\(directory)/\(name)") else { return nil }
    fileSystems.append(one)
    return one
  }

  /// A process that sets itself up and is to be listed with these names.
  func hold(_ names: [String], _ setUp: @escaping () -> Void) {
    let holder = Load(1) { _ in setUp() }
    for name in names { hung.append((holder.processes[0], name)) }
    holders.append(holder)
  }

  /// Every kind of file: working directory, 24 descriptors, a mapping, and a program that runs.
  func holdEveryKind(on one: SilentFileSystem) {
    let place = one.directory
    let files = (0..<24).map { "\(place)/file\($0)" }
    hold(files + ["\(place)/directory", "\(place)/mapped"]) {
      for file in files { _ = testsystem_open(file, O_RDWR, 0) }
      let mapped = testsystem_open("\(place)/mapped", O_RDWR, 0)
      _ = mmap(nil, 4096, PROT_READ, MAP_PRIVATE, mapped, 0)
      close(mapped)
      chdir("\(place)/directory")
    }
    let program = Program("\(place)/program", [Array("1000".utf8)])
    if let process = program.start() {
      programs.append(process)
      hung.append((process, "\(place)/program"))
      awaitSleep(process, of: program.path)
    }
  }

  /// Waits until a program has been loaded, before its file system fails: it then sleeps for good.
  private func awaitSleep(_ process: pid_t, of path: String) {
    var looks = 0
    for _ in 0..<400 {
      usleep(25_000)
      let look = Program("/bin/cat", [Array("/proc/\(process)/stat".utf8)]).run()
      let status = String(decoding: look.output, as: UTF8.self)
      let isAsleep = linkTarget("/proc/\(process)/exe") == path && status.contains(") S ")
      looks = isAsleep ? looks + 1 : 0
      if looks == 8 { return }
    }
  }

  func end() {
    for one in fileSystems { one.end() }
    bystanders.end()
    for holder in holders { holder.end() }
    for process in programs {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
  }
}
