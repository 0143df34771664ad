import Misc
import Store

/// The further tasks of processes, by the kernel's own tables, for scans that ask procfs for all else. They are read
/// when procfs would take longer.
final class KernelTasks: Sendable {
  /// To load the iterator takes 2 ms of a processor, elsewhere 5; procfs takes as long to tell of so many tasks.
  private static let fewest = 400

  private struct State {
    /// How many tasks have been asked about.
    var asked = 0
    var mayRead = true
    var processes: KernelProcesses?
  }

  private let wanted: WantedFiles
  private let refusal: KernelFiles.Refusal
  private let state = Locked(State())

  init(_ wanted: WantedFiles, _ refusal: KernelFiles.Refusal) {
    self.wanted = wanted
    self.refusal = refusal
  }

  /// What is known of a process and of its tasks beside the first, of which there are about `count`; nil where procfs
  /// must be asked.
  func tasks(of pid: Int32, about count: Int) -> (process: KernelProcess, tasks: [KernelProcess])? {
    let processes = state.withLock { state in
      state.asked += count
      if state.mayRead && state.asked >= Self.fewest {
        state.mayRead = false
        state.processes = read()
      }
      return state.processes
    }
    guard let processes, processes.areRecent, let process = processes[pid] else { return nil }
    return (process, processes.tasks(of: pid))
  }

  private func read() -> KernelProcesses? {
    do throws(SystemError) { return KernelProcesses(try wanted.openProcesses()) } catch {
      refusal.note()
      return nil
    }
  }
}
