import Glibc
import Misc
import Store

/// Shares the processes of a scan out among threads.
final class ScanWork: Sendable {
  /// Few enough that the first rows come early and no worker is left with a long tail.
  private static let mostProcessesInPiece = 4
  /// Below this many processes a thread costs more than it saves.
  private static let fewestProcessesForThreads = 12

  private let context: ScanContext
  private let pids: [Int32]
  private let pieceSize: Int
  private let pieceCount: Int
  private let pieces: OrderedWork<Batch>
  private let findings: SharedValue<Findings>

  /// `pids` are in ascending order.
  init(_ context: ScanContext, _ pids: [Int32]) {
    self.context = context
    self.pids = pids
    pieceSize = max(1, min(Self.mostProcessesInPiece, pids.count / (Self.workerCount * 4)))
    pieceCount = (pids.count + pieceSize - 1) / pieceSize
    pieces = OrderedWork(count: pieceCount)
    findings = SharedValue(Findings(context.request.selection))
  }

  /// Scans all processes; `deliver` gets their batches in the order of PIDs. Returns what was found.
  func run(_ deliver: (consuming Batch) -> Void) -> Findings {
    var threads = 0
    if pids.count >= Self.fewestProcessesForThreads {
      let wanted = min(Self.workerCount, pieceCount)
      while wanted > 1, threads < wanted, let thread = WorkerThread({ self.work() }) {
        thread.detach()
        threads += 1
      }
    }
    if threads == 0 { work() }
    let locks = needsLocks ? LockTable.read() : .empty
    pieces.drain { batch in
      locks.mark(&batch)
      deliver(batch)
    }
    pieces.waitForWorkers(threads)
    return findings.withLock { $0 }
  }

  /// Whether a row may show a lock.
  private var needsLocks: Bool {
    context.facts.contains(.lock) && !context.prospects.seeksOnlySockets
  }

  /// One for each processor, as far as the limit of open files has room for them.
  private static var workerCount: Int {
    let descriptors = sysconf(Int32(_SC_OPEN_MAX))
    let affordable = descriptors < 0 ? Int.max : (descriptors - 3) / mostDescriptorsOfWorker
    return max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), affordable))
  }

  /// The folders of a process, a task, its descriptors and their fdinfo, and a file that is read.
  private static let mostDescriptorsOfWorker = 5

  private func work() {
    var scanner = ProcessScanner(context)
    while let piece = pieces.takePiece() {
      var batch = Batch()
      let start = piece * pieceSize
      for pid in pids[start..<min(start + pieceSize, pids.count)] {
        scanner.scan(pid, into: &batch)
      }
      pieces.finish(piece, batch)
    }
    let found = scanner.findings
    findings.withLock { $0.merge(found) }
    pieces.workerEnded()
  }
}
