import Glibc
import Misc
import Store

/// Which processes a scan has to visit.
enum ProcessList {
  /// PIDs in ascending order: those that `-p` names if no other can be listed, else all of procfs. Users and
  /// process groups are found also where a process has them that isn't listed.
  static func pids(for request: Request, in procfs: Procfs) throws(ScanError) -> [Int32] {
    if let named = named(request) {
      var reader = FileReader()
      let pids = named.filter { isProcess($0, in: procfs, &reader) }.sorted()
      if pids.isEmpty { try require(procfs) }
      return pids
    }
    let directory = try open(procfs)
    var reader = NumberedEntries()
    var pids: [Int32] = []
    while let entry = reader.next(in: directory) { pids.append(entry.number) }
    if let failure = reader.failure { throw unreadable(procfs, failure) }
    if pids.isEmpty { try require(procfs) }
    return pids.sorted()
  }

  /// Those that `-p` names, if no other can be listed.
  static func named(_ request: Request) -> Set<Int32>? {
    let selection = request.selection
    let isLimited =
      !selection.isEverything && selection.selectors.contains(.pid)
      && (selection.requiresAll || selection.selectors == .pid)
      && selection.selectors.isDisjoint(with: [.user, .processGroup])
      && !request.output.needsOthers
    return isLimited ? Set(selection.pids.filter { !$0.isExcluded }.map(\.id)) : nil
  }

  /// Finding nothing is an answer only where procfs is mounted: it shows every process at least itself.
  static func require(_ procfs: Procfs) throws(ScanError) {
    do throws(SystemError) { try procfs.requireMounted() } catch {
      throw ScanError(message: Bytes("no procfs is mounted on ") + procfs.root + Bytes(": ") + error.text)
    }
  }

  private static func open(_ procfs: Procfs) throws(ScanError) -> FileDescriptor {
    do throws(SystemError) { return try procfs.open() } catch { throw unreadable(procfs, error) }
  }

  private static func unreadable(_ procfs: Procfs, _ error: SystemError) -> ScanError {
    ScanError(message: Bytes("can't read ") + procfs.root + Bytes(": ") + error.text)
  }

  /// Whether it is the ID of a process: /proc lists no tasks, but has a directory for each all the same.
  private static func isProcess(_ id: Int32, in procfs: Procfs, _ reader: inout FileReader) -> Bool {
    let path = Path(procfs.process(id) + Bytes("/status"))
    return (try? reader.read(path, isOneRecord: true)) != nil && taskGroup(reader.contents) == UInt64(id)
  }

  /// The process that a task belongs to, as /proc/PID/status tells it (proc_pid_status(5)).
  static func taskGroup(_ status: Span<UInt8>) -> UInt64? {
    guard var line = line("Tgid:", of: status) else { return nil }
    return line.decimal()
  }

  /// The PID in the innermost namespace: the last of those that /proc/PID/status has in `NStgid`.
  static func namespacePID(_ status: Span<UInt8>) -> Int32? {
    guard var line = line("NStgid:", of: status) else { return nil }
    var pid: UInt64?
    while let number = line.decimal() {
      pid = number
      line.skipBlanks()
    }
    return pid.flatMap { Int32(exactly: $0) }
  }

  /// What stands behind a key in /proc/PID/status.
  @_lifetime(copy status)
  private static func line(_ key: StaticString, of status: Span<UInt8>) -> TextCursor? {
    var lines = TextCursor(status)
    while !lines.isAtEnd {
      if status.extracting(lines.field()).equals(key) {
        lines.skipBlanks()
        return lines
      }
      lines.skipLine()
    }
    return nil
  }
}
