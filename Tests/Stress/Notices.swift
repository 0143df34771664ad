import CTestSystem
import Glibc
import TestSupport

extension Hangs {
  /// Whoever sits at a terminal is told what is waited for; nobody else is.
  func playTerminal(_ directory: String, _ tally: inout Tally) -> Bool {
    let scene = HangScene(directory)
    defer { scene.end() }
    guard let one = scene.mountSilent("remote") else { return false }
    let file = "\(one.directory)/file0"
    scene.hold([file]) { _ = testsystem_open(file, O_RDWR, 0) }
    one.fail(.silent)
    let notice = "waiting up to 2 seconds for \(one.directory)\r\u{1b}[K"
    let holder = "\(scene.holderProcesses[0])"
    for line in [["-p", holder], ["-F", "-p", holder], ["-t", file]] {
      for (option, count) in [([], 1), (["-w"], 0), (["-t", "-w"], 0)] as [([String], Int)] {
        let arguments = ["-S", "3"] + option + line
        guard let text = saidToTerminal(arguments) else { return false }
        // Beside it there may be the reason why a name can't be looked up.
        let isRight = text.count(of: notice) == count && text.count(of: "waiting") == count
        tally.note(
          "terminal: lsof \(arguments.joined(separator: " "))",
          isRight ? [] : ["said: \(text.debugDescription)"])
      }
      let outcome = Program(ours, (["-S", "3"] + line).map { Array($0.utf8) }).run()
      let isSilent = !outcome.error.contains(Array("waiting".utf8))
      tally.note(
        "no terminal: lsof \(line.joined(separator: " "))",
        isSilent ? [] : ["said: \(printable(outcome.error))"])
    }
    return true
  }

  /// What the program says where its standard error is a terminal; nil where there is none.
  private func saidToTerminal(_ arguments: [String]) -> String? {
    let master = posix_openpt(O_RDWR | O_NOCTTY)
    defer { close(master) }
    guard master >= 0, grantpt(master) == 0, unlockpt(master) == 0, let name = ptsname(master) else {
      return nil
    }
    let slave = testsystem_open(name, O_RDWR | O_NOCTTY, 0)
    let process = Program(ours, arguments.map { Array($0.utf8) }).start(error: slave)
    close(slave)
    var said: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    // It ends with an error where nobody has the terminal any more.
    while case let count = read(master, &buffer, buffer.count), count > 0 { said += buffer[..<count] }
    if let process { waitpid(process, nil, 0) }
    return String(decoding: said, as: UTF8.self)
  }
}

extension String {
  fileprivate func count(of part: String) -> Int { ranges(of: part).count }
}
