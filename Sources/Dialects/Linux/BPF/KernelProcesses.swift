import Misc
import Store

/// The processes, and where they are wanted their further tasks, as the kernel's own tables have them: all of them, read
/// at once.
final class KernelProcesses: Sendable {
  private let processes: [Int32: KernelProcess]
  private let tasks: [Int32: [KernelProcess]]
  /// Only those that may have something which is wanted are told of.
  let isFiltered: Bool

  /// Nil where they can't be read.
  init?(_ table: KernelTable<KernelProcess>) {
    var processes: [Int32: KernelProcess] = [:]
    var tasks: [Int32: [KernelProcess]] = [:]
    let isWhole = table.readAll { task, _ in
      if task.pid == task.process {
        processes[task.pid] = task
      } else {
        tasks[task.process, default: []].append(task)
      }
      return true
    }
    if !isWhole { return nil }
    self.processes = processes
    self.tasks = tasks
    isFiltered = table.isFiltered
  }

  var pids: Dictionary<Int32, KernelProcess>.Keys { processes.keys }

  /// A process; nil where it isn't told of.
  subscript(_ pid: Int32) -> KernelProcess? { processes[pid] }

  /// Its tasks beside the first, in ascending order; none where they are not wanted.
  func tasks(of pid: Int32) -> [KernelProcess] { tasks[pid] ?? [] }
}
