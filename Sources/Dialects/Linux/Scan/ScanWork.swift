import Glibc
import Misc
import Store

/// Shares the processes of a scan out among threads.
final class ScanWork: Sendable {
  /// Few enough that the first rows come early and no worker is left with a long tail.
  private static let mostProcessesInPiece = 4
  /// The same where a process has no rows, and costs less than to hand a piece over.
  private static let mostProcessesWithoutRows = 64
  /// A piece with more rows takes the room of several.
  private static let rowsOfPiece = 100
  /// Below this many processes a thread costs more than it saves.
  private static let fewestProcessesForThreads = 12
  /// Of so many descriptors a worker asks the locks at once, where few may be listed: to read the table of locks takes
  /// as long.
  private static let lockAsksOfWorker = 500

  private let context: ScanContext
  private let kernelFiles: KernelFiles?
  private let kernelTasks: KernelTasks?
  private let pids: [Int32]
  private let workerCount: Int
  private let pieceSize: Int
  private let pieceCount: Int
  private let pieces: OrderedWork<ScanPiece>
  private let searchMatches: Locked<SearchMatches>

  /// `pids` are in ascending order. With `kernelFiles` these tell of the descriptors, with `kernelTasks` those may tell
  /// of tasks.
  init(
    _ context: ScanContext, _ pids: [Int32], _ kernelFiles: KernelFiles? = nil,
    _ kernelTasks: KernelTasks? = nil
  ) {
    self.context = context
    self.kernelFiles = kernelFiles
    self.kernelTasks = kernelTasks
    self.pids = pids
    workerCount = Self.workerCount(
      beside: (kernelFiles == nil ? 0 : KernelFiles.mostDescriptors)
        + (kernelTasks == nil ? 0 : KernelTasks.mostDescriptors))
    let most =
      context.requiredFields.contains(.processesAlone)
      ? Self.mostProcessesWithoutRows : Self.mostProcessesInPiece
    pieceSize = max(1, min(most, pids.count / (workerCount * 4)))
    pieceCount = (pids.count + pieceSize - 1) / pieceSize
    pieces = OrderedWork(count: pieceCount, mostAtOnce: workerCount * 16) {
      1 + $0.batch.files.count / Self.rowsOfPiece
    }
    searchMatches = Locked(SearchMatches(context.request.selection))
  }

  /// Scans all processes; `deliver` gets their batches in the order of PIDs. Returns what was found.
  func run(_ deliver: (consuming Batch) -> Void) -> SearchMatches {
    let wanted = pids.count < Self.fewestProcessesForThreads ? 1 : min(workerCount, pieceCount)
    let readsTable = context.locks.areNeeded && !asksLocks
    if readsTable { pieces.liftLimit() }
    // This thread is one of the workers, unless it reads the table.
    let others = readsTable ? wanted : wanted - 1
    var threads = 0
    while threads < others,
      // There are so many other processors.
      let thread = WorkerThread(elsewhere: threads < wanted - 1, { self.work() })
    {
      thread.detach()
      threads += 1
    }
    var worker = Worker(self)
    if threads == 0 {
      // It can't do pieces while it waits for a reader.
      pieces.liftLimit()
      worker.scanAll()
    }
    if readsTable { _ = context.locks.load() }
    var marker = LockMarker(context)
    pieces.drain(doing: threads < wanted ? { worker.scan($0) } : nil) { piece in
      marker.mark(&piece)
      deliver(piece.batch)
    }
    worker.end()
    pieces.waitForWorkers(threads)
    return searchMatches.withLock { $0 }
  }

  /// Whether each descriptor is asked about its locks: where few are listed, or it is known which may have some.
  private var asksLocks: Bool { listsFew || kernelFiles != nil }

  /// Whether few files may be listed: those of few processes, or that have one of few names.
  private var listsFew: Bool {
    pids.count < Self.fewestProcessesForThreads || context.prefilter.needsName([])
      || ProcessPrefilter(context.request).isSelective
  }

  /// One for each processor, as far as the limit of open files has room for them beside `others`.
  static func workerCount(beside others: Int = 0) -> Int {
    max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), (room - others) / mostDescriptorsOfWorker))
  }

  /// Whether what the workers share can be open.
  static var hasRoom: Bool { hasRoom(beside: 0) }

  /// The same beside `others`, whom they can do without.
  static func hasRoom(beside others: Int) -> Bool { room - others >= mostDescriptorsOfWorker }

  /// How many descriptors the workers may have, beside the standard ones, /proc and a table.
  private static var room: Int {
    let descriptors = sysconf(Int32(_SC_OPEN_MAX))
    return descriptors < 0 ? Int.max : descriptors - 5
  }

  /// The directories of a process, a task, its descriptors and their fdinfo, and a file that is read.
  private static let mostDescriptorsOfWorker = 5

  private func work() {
    var worker = Worker(self)
    worker.scanAll()
    worker.end()
    pieces.workerEnded()
  }

  /// What a thread needs for its pieces.
  private struct Worker: ~Copyable {
    private let work: ScanWork
    private var scanner: ProcessScanner
    private var sink: ScanSink

    init(_ work: ScanWork) {
      self.work = work
      let context = work.context
      scanner = ProcessScanner(context, work.kernelFiles, work.kernelTasks)
      sink = ScanSink(
        context.request.selection,
        lockAsks: context.locks.areNeeded && work.asksLocks ? ScanWork.lockAsksOfWorker : 0)
    }

    /// Scans pieces until all are taken.
    mutating func scanAll() {
      while let piece = work.pieces.takePiece() { work.pieces.finish(piece, scan(piece)) }
    }

    mutating func scan(_ piece: Int) -> ScanPiece {
      let start = piece * work.pieceSize
      let end = min(start + work.pieceSize, work.pids.count)
      for pid in work.pids[start..<end] { scanner.scan(pid, into: &sink) }
      return sink.takePiece()
    }

    /// Tells what has been found in its pieces.
    func end() { work.searchMatches.withLock { $0.merge(sink.searchMatches) } }
  }
}
