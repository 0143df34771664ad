import Glibc
import Misc
import Store

/// The processes, and where they are wanted their further tasks, as the kernel's own tables have them: all of them,
/// read at once.
final class KernelProcesses: Sendable {
  private let processes: [Int32: KernelProcess]
  private let tasks: [Int32: [KernelProcess]]
  private let time = MonotonicTime.nanoseconds

  /// Nanoseconds. In less time all PIDs can't have been given away (proc_sys_kernel(5), pid_max).
  private static let longestTrust = 2_000_000_000

  /// Nil where they can't be read.
  init?(_ table: KernelTable<KernelProcess>) {
    var processes: [Int32: KernelProcess] = [:]
    var tasks: [Int32: [KernelProcess]] = [:]
    let isWhole = table.readAll { task, _ in
      if task.pid == task.process {
        processes[task.pid] = task
      } else if !task.hasEnded {
        tasks[task.process, default: []].append(task)
      }
      return true
    }
    if !isWhole { return nil }
    self.processes = processes
    self.tasks = tasks
  }

  /// A PID still stands for the process that it was told of.
  var areRecent: Bool { MonotonicTime.nanoseconds - time < Self.longestTrust }

  /// A process; nil where it isn't told of.
  subscript(_ pid: Int32) -> KernelProcess? { processes[pid] }

  /// Its tasks beside the first, in ascending order; none where they are not wanted.
  func tasks(of pid: Int32) -> [KernelProcess] { tasks[pid] ?? [] }

  /// Whether a process is in the lister's mount namespace.
  func sharesMounts(_ process: KernelProcess) -> Bool {
    processes[getpid()].map(process.sharesMounts) ?? false
  }

  /// Those with a link that may lead to a file which is wanted, by what stat(2) tells of it where that is known. Those
  /// that have ended are among them: other threads may have some still.
  func pids(whereMayBeWanted: (FileIdentity) -> Bool) -> [Int32] {
    processes.values.filter { process in
      process.hasEnded
        || [ProcessLink.workingDirectory, .rootDirectory, .programText].contains { link in
          guard let end = process.end(of: link) else { return false }
          return end.identity.map(whereMayBeWanted) ?? true
        }
    }.map(\.pid)
  }
}
