import Misc
import Store

/// The directory of procfs with the socket tables of a network namespace.
struct NetDirectory: ~Copyable {
  /// /proc/self/net, /proc/thread-self/net in a namespace that was entered, or /proc/PID/net of a process in another
  /// one.
  let path: Bytes
  /// Which TCP sockets matter. Nil where sock_diag(7) can't be asked, which knows those of the thread's own namespace.
  let monitored: TCPFilter?
  /// Whose interfaces must be known.
  let interfaces: InterfaceNeed
  /// UNIX sockets with different names have them, also where the table shows them alike.
  let exactNames: Bool
  /// ``UnixFacts`` are wanted.
  let tellsUnixFacts: Bool
  let diagnostics: Diagnostics
  private var reader = FileReader(capacity: 64 * 1024)

  init(
    path: Bytes, monitored: TCPFilter?, interfaces: InterfaceNeed = .none, exactNames: Bool,
    tellsUnixFacts: Bool = false, diagnostics: Diagnostics
  ) {
    self.path = path
    self.monitored = monitored
    self.interfaces = interfaces
    self.exactNames = exactNames
    self.tellsUnixFacts = tellsUnixFacts
    self.diagnostics = diagnostics
  }

  /// The text of the file that was loaded last.
  var contents: Span<UInt8> {
    @_lifetime(borrow self)
    get { reader.contents }
  }

  /// Reads a file; false where it can't be read. `longestLine` is in bytes; nil where lines have any length.
  mutating func load(_ file: StaticString, longestLine: Int? = 512) -> Bool {
    (try? reader.read(Path(path(of: file)), longestRecord: longestLine)) != nil
  }

  func warn(of file: StaticString) {
    diagnostics.warning {
      $0.append("not a known form of socket table: ")
      $0.append(path(of: file))
    }
  }

  private func path(of file: StaticString) -> Bytes { path + Bytes("/") + Bytes(file) }
}
