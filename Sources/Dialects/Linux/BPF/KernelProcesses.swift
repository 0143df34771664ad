import Glibc
import Misc
import Store

/// The processes, and where they are wanted their further tasks, as the kernel's own tables have them: all of them,
/// read at once.
final class KernelProcesses: Sendable {
  /// In ascending order, as the iterator gives them.
  private let processes: [KernelProcess]
  private let tasks: [Int32: [KernelProcess]]
  private let time = MonotonicTime.nanoseconds

  /// Nanoseconds. In less time all PIDs can't have been given away (proc_sys_kernel(5), pid_max).
  private static let longestTrust = 2_000_000_000

  /// Nil where they can't be read.
  init?(_ iterator: consuming KernelIterator) {
    var processes: [KernelProcess] = []
    var tasks: [Int32: [KernelProcess]] = [:]
    var last: Int32 = 0
    var reading = KernelIterator.Reading.more
    while case .more = reading {
      reading = iterator.read { bytes in
        var place = 0
        // Most machines have no more than twice what one read tells.
        if processes.isEmpty {
          processes.reserveCapacity(bytes.count / MemoryLayout<KernelProcess>.size * 2)
        }
        while place < bytes.count {
          guard let task = KernelProcess(bytes, at: place), task.pid >= last else { return false }
          place = task.end
          // A thread that has just run a program has the number of its process.
          if task.pid == last { continue }
          last = task.pid
          if task.pid == task.process {
            processes.append(task)
          } else if !task.hasEnded {
            tasks[task.process, default: []].append(task)
          }
        }
        return true
      }
    }
    guard case .ended = reading else { return nil }
    self.processes = processes
    self.tasks = tasks
  }

  /// Nanoseconds since they were read.
  var age: Int { MonotonicTime.nanoseconds - time }

  /// A PID still stands for the process that it was told of.
  var areRecent: Bool { age < Self.longestTrust }

  /// A process; nil where it isn't told of.
  subscript(_ pid: Int32) -> KernelProcess? {
    var (below, above) = (0, processes.count)
    while below < above {
      let middle = (below + above) / 2
      if processes[middle].pid < pid { below = middle + 1 } else { above = middle }
    }
    return below < processes.count && processes[below].pid == pid ? processes[below] : nil
  }

  /// All of them, until one is refused; false then.
  func allSatisfy(_ predicate: (KernelProcess) -> Bool) -> Bool { processes.allSatisfy(predicate) }

  /// Its tasks beside the first, in ascending order; none where they are not wanted.
  func tasks(of pid: Int32) -> [KernelProcess] { tasks[pid] ?? [] }

  /// Whether a process is in the lister's mount namespace.
  func sharesMounts(_ process: KernelProcess) -> Bool {
    self[getpid()].map(process.sharesMounts) ?? false
  }

  /// Those with a link that may lead to a file which is wanted, by what stat(2) tells of it where that is known. Those
  /// that have ended are among them: other threads may have some still.
  func pids(whereMayBeWanted: (FileIdentity) -> Bool) -> [Int32] {
    processes.filter { process in
      process.hasEnded
        || [ProcessLink.workingDirectory, .rootDirectory, .programText].contains { link in
          guard let end = process.end(of: link) else { return false }
          return end.identity.map(whereMayBeWanted) ?? true
        }
    }.map(\.pid)
  }
}
