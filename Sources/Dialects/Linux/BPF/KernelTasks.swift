import Misc
import Store

/// The further tasks of processes, by the kernel's own tables, for scans that ask procfs about processes. They are read
/// when procfs would take longer.
final class KernelTasks: Sendable {
  /// How many descriptors may be open for a load.
  static let mostDescriptors = 8

  /// To load the iterator takes a processor 2 to 5 ms, as machines go; procfs takes 4 ms to tell of so many tasks.
  private static let fewest = 400
  /// Nanoseconds. What was read is no older when it is told.
  private static let longestTrust = 300_000_000

  private struct State {
    /// How many tasks have been asked about.
    var asked = 0
    var isRead = false
    var processes: KernelProcesses?
  }

  private let context: ScanContext
  private let areBesideFiles: Bool
  private let refusal: KernelFiles.Refusal
  private let state = Locked(State())

  /// `besideFiles`: the kernel's tables of files are open.
  init(_ context: ScanContext, besideFiles: Bool, _ refusal: KernelFiles.Refusal) {
    self.context = context
    areBesideFiles = besideFiles
    self.refusal = refusal
  }

  /// What is known of a process and of its tasks beside the first; nil where procfs must be asked. `stat` was read just
  /// now: another process that has got the PID since the tables were read has begun at another time, and one that has
  /// run another program has, as a rule, another number of tasks.
  func tasks(of pid: Int32, _ stat: ProcessStat) -> (process: KernelProcess, tasks: [KernelProcess])? {
    let count = Int(stat.threadCount) - 1
    let isToRead = state.withLock { state in
      state.asked += count
      if state.isRead || state.asked < Self.fewest { return false }
      state.isRead = true
      return true
    }
    // The other workers ask procfs meanwhile.
    if isToRead, let processes = read() { state.withLock { $0.processes = processes } }
    guard let processes = state.withLock({ $0.processes }), processes.age < Self.longestTrust,
      let process = processes[pid], process.startTime == stat.startTime
    else { return nil }
    let tasks = processes.tasks(of: pid)
    return tasks.count == count ? (process, tasks) : nil
  }

  private func read() -> KernelProcesses? {
    let others = areBesideFiles ? KernelFiles.mostDescriptors : 0
    if refusal.isKnown || !KernelFiles.mayLoad(context.procfs, beside: others + Self.mostDescriptors) {
      return nil
    }
    do throws(SystemError) {
      return KernelProcesses(try WantedFiles(tasksFor: context.request).openProcesses())
    } catch {
      // What could be loaded for files can be loaded again.
      if !areBesideFiles { refusal.note() }
      return nil
    }
  }
}
