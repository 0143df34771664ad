import CSystem
import Glibc
import Misc
import Store

/// Which processes a scan has to visit.
enum ProcessList {
  /// PIDs in ascending order: those that `-p` names if no other can be listed, else all of /proc. Users and
  /// process groups are found also where a process has them that isn't listed.
  static func pids(for request: Request) throws(ScanError) -> [Int32] {
    let selection = request.selection
    let isLimited =
      !selection.isEverything && selection.selectors.contains(.pid)
      && (selection.requiresAll || selection.selectors == .pid)
      && selection.selectors.isDisjoint(with: [.user, .processGroup])
      && request.output.endpoints == .hidden
    if isLimited {
      var reader = FileReader()
      let named = Set(selection.pids.filter { !$0.isExcluded }.map(\.id))
      let pids = named.filter { isProcess($0, &reader) }.sorted()
      if pids.isEmpty { try requireProcfs() }
      return pids
    }
    guard let directory = FileDescriptor.open(Path("/proc"), flags: O_DIRECTORY) else {
      throw unreadable(.current)
    }
    var reader = NumberedEntries()
    var pids: [Int32] = []
    while let entry = reader.next(in: directory) { pids.append(entry.number) }
    if let failure = reader.failure { throw unreadable(failure) }
    if pids.isEmpty { try requireProcfs() }
    return pids.sorted()
  }

  /// Finding nothing is an answer only where procfs is mounted: it shows every process at least itself.
  static func requireProcfs() throws(ScanError) {
    if hasProcfs { return }
    throw ScanError(message: Bytes("no procfs is mounted on /proc: ") + SystemError.current.text)
  }

  static var hasProcfs: Bool { access("/proc/self/stat", R_OK) == 0 }

  private static func unreadable(_ error: SystemError) -> ScanError {
    ScanError(message: Bytes("can't read /proc: ") + error.text)
  }

  /// Whether it is the ID of a process: /proc lists no tasks, but has a directory for each all the same.
  private static func isProcess(_ id: Int32, _ reader: inout FileReader) -> Bool {
    let path = Path(ProcessScanner.directory(id) + Bytes("/status"))
    return path.withPointer { reader.read($0, isOneRecord: true) } && taskGroup(reader.contents) == UInt64(id)
  }

  /// The process that a task belongs to, as /proc/PID/status tells it (proc_pid_status(5)).
  static func taskGroup(_ status: Span<UInt8>) -> UInt64? {
    var lines = TextCursor(status)
    while !lines.isAtEnd {
      if status.extracting(lines.field()).equals("Tgid:") {
        lines.skipBlanks()
        return lines.decimal()
      }
      lines.skipLine()
    }
    return nil
  }
}
