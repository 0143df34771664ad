import Misc
import Store

/// The sessions that terminals control. /proc/PID/stat has the terminal of each process (proc_pid_stat(5)), and a
/// session has its terminal as long as its leader lives: the leaders tell all.
final class TerminalSessions: Sendable {
  struct Session: Equatable {
    var leader: Int32
    /// The process group in the foreground; nil for none, or one that the lister doesn't see.
    var foreground: Int32?
  }

  private struct View: Hashable {
    var process: Int32
    var instance: DeviceNumber
  }

  private let procfs: Procfs
  /// By terminal. All processes are looked at when the first terminal is met.
  private let known = Locked<[DeviceNumber: [Session]]?>(nil)
  /// Whether processes see instances of devpts: many terminals are of one.
  private let views = Locked<[View: Bool]>([:])

  init(_ procfs: Procfs) { self.procfs = procfs }

  /// The session that a terminal controls; nil where there is none, or it isn't certain which. Each instance of devpts
  /// has terminals of the same numbers: `instance` is the device of that which this one is on.
  func session(of terminal: DeviceNumber, on instance: DeviceNumber?) -> Session? {
    let sessions = known.withLock { known in
      let all = known ?? read()
      known = all
      return all[terminal] ?? []
    }
    guard let instance else { return sessions.count == 1 ? sessions[0] : nil }
    let seen = sessions.filter { sees($0.leader, instance) }
    return seen.count == 1 ? seen[0] : nil
  }

  private func read() -> [DeviceNumber: [Session]] {
    guard let directory = try? procfs.open() else { return [:] }
    var sessions: [DeviceNumber: [Session]] = [:]
    var entries = NumberedEntries()
    var reader = FileReader(capacity: 1024)
    while let entry = entries.next(in: directory) {
      let path = Path(Procfs.name(of: entry.number) + Bytes("/stat"))
      let stat = try? ProcessStat.read(path, in: directory, with: &reader)
      guard let stat = stat ?? nil, stat.session == entry.number, stat.terminal.rawValue != 0 else {
        continue
      }
      sessions[stat.terminal, default: []].append(
        Session(leader: entry.number, foreground: stat.foreground > 0 ? stat.foreground : nil))
    }
    return sessions
  }

  /// Whether an instance of devpts is mounted where a process sees it.
  private func sees(_ process: Int32, _ instance: DeviceNumber) -> Bool {
    let view = View(process: process, instance: instance)
    if let known = views.withLock({ $0[view] }) { return known }
    let isSeen = mounts(of: process, have: instance)
    views.withLock { $0[view] = isSeen }
    return isSeen
  }

  private func mounts(of process: Int32, have instance: DeviceNumber) -> Bool {
    var reader = FileReader()
    let path = Path(procfs.process(process) + Bytes("/mountinfo"))
    if (try? path.withPointer({ (path) throws(SystemError) in try reader.read(path) })) == nil {
      return false
    }
    let type = Bytes("devpts")
    return MountInfo.mounts(reader.contents).contains { $0.device == instance && $0.fileSystem == type }
  }
}
