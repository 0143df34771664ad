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
  private let searchMatches: Locked<SearchMatches>

  /// `pids` are in ascending order.
  init(_ context: ScanContext, _ pids: [Int32]) {
    self.context = context
    self.pids = pids
    pieceSize = max(1, min(Self.mostProcessesInPiece, pids.count / (Self.workerCount * 4)))
    pieceCount = (pids.count + pieceSize - 1) / pieceSize
    pieces = OrderedWork(count: pieceCount)
    searchMatches = Locked(SearchMatches(context.request.selection))
  }

  /// Scans all processes; `deliver` gets their batches in the order of PIDs. Returns what was found.
  func run(_ deliver: (consuming Batch) -> Void) -> SearchMatches {
    let wanted = pids.count < Self.fewestProcessesForThreads ? 1 : min(Self.workerCount, pieceCount)
    var threads = 0
    // A single worker is of use only beside the wait for the locks.
    while threads < wanted, wanted > 1 || needsLocks, let thread = WorkerThread({ self.work() }) {
      thread.detach()
      threads += 1
    }
    if threads == 0 { work() }
    let locks = needsLocks ? LockTable.read(context.procfs, context.diagnostics) : .empty
    pieces.drain { batch in
      locks.mark(&batch)
      deliver(batch)
    }
    pieces.waitForWorkers(threads)
    return searchMatches.withLock { $0 }
  }

  /// Whether a row may show a lock.
  private var needsLocks: Bool {
    !pids.isEmpty && context.requiredFields.contains(.lock) && !context.prefilter.seeksOnlySockets
  }

  /// One for each processor, as far as the limit of open files has room for them.
  private static var workerCount: Int {
    max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), room / mostDescriptorsOfWorker))
  }

  /// Whether what the workers share can be open.
  static var hasRoom: Bool { room >= mostDescriptorsOfWorker }

  /// How many descriptors the workers may have, beside the standard ones, /proc and a table.
  private static var room: Int {
    let descriptors = sysconf(Int32(_SC_OPEN_MAX))
    return descriptors < 0 ? Int.max : descriptors - 5
  }

  /// The directories of a process, a task, its descriptors and their fdinfo, and a file that is read.
  private static let mostDescriptorsOfWorker = 5

  private func work() {
    var scanner = ProcessScanner(context)
    var sink = ScanSink(context.request.selection)
    while let piece = pieces.takePiece() {
      let start = piece * pieceSize
      for pid in pids[start..<min(start + pieceSize, pids.count)] {
        scanner.scan(pid, into: &sink)
      }
      pieces.finish(piece, sink.takeBatch())
    }
    let found = sink.searchMatches
    searchMatches.withLock { $0.merge(found) }
    pieces.workerEnded()
  }
}
