import CTestSystem
import Glibc
import TestSupport

/// One of the two programs that are compared.
struct Lister {
  let path: String
  /// What `-v` says, such as 4.99.4; empty if it says nothing of the kind.
  let version: String

  init(path: String) {
    self.path = absolutePath(path)
    let outcome = Program(self.path, [Array("-v".utf8)]).run()
    let text = String(decoding: outcome.error + outcome.output, as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.contains("revision: 4") } ?? ""
    version = line.split(separator: " ").last.map(String.init) ?? ""
  }

  /// The directory that the program lies in.
  var directory: String { path.split(separator: "/").dropLast().map { "/" + $0 }.joined() }

  /// A copy of the program in a directory that everyone may enter.
  func copied() -> Lister {
    guard let directory = temporaryDirectory("copy") else { return self }
    chmod(directory, 0o755)
    let copy = directory + "/lsof"
    let outcome = Program("/bin/cp", [Array(path.utf8), Array(copy.utf8)]).run()
    return outcome.status == 0 ? Lister(path: copy) : self
  }

  /// Whether an ordinary user may run the program, as the rows for nobody need.
  var isForEveryone: Bool {
    var program = Program(path, [Array("-v".utf8)])
    program.user = 65_534
    return program.run().status == 0
  }
}

/// Compares versions of the form 4.99.7; an unknown one counts as the newest.
func isVersion(_ version: String, atLeast other: String) -> Bool {
  guard !version.isEmpty else { return true }
  let parts = version.split(separator: ".").map { Int($0) ?? 0 }
  let others = other.split(separator: ".").map { Int($0) ?? 0 }
  return !parts.lexicographicallyPrecedes(others)
}
