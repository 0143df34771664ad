import Misc
import Store

/// Shares the processes that may hold a mount out among threads.
final class MountHolderWork: Sendable {
  private static let processesInPiece = 16

  private let context: MountHolders.Context
  private let pids: [Int32]
  private let pieces: OrderedWork<MountUse>
  private let pieceCount: Int

  init(_ context: MountHolders.Context, _ pids: [Int32]) {
    self.context = context
    self.pids = pids
    pieceCount = (pids.count + Self.processesInPiece - 1) / Self.processesInPiece
    pieces = OrderedWork(count: pieceCount)
  }

  /// Adds what the processes hold, in their order.
  func run(_ use: inout MountUse) {
    let wanted = min(ScanWork.workerCount(), pieceCount)
    var threads = 0
    while threads < wanted, wanted > 1, let thread = WorkerThread({ self.work() }) {
      thread.detach()
      threads += 1
    }
    if threads == 0 { work() }
    pieces.drain { use.merge($0) }
    pieces.waitForWorkers(threads)
  }

  private func work() {
    var holders = MountHolders(context)
    while let piece = pieces.takePiece() {
      var use = MountUse()
      let start = piece * Self.processesInPiece
      for pid in pids[start..<min(start + Self.processesInPiece, pids.count)] { holders.look(at: pid, &use) }
      pieces.finish(piece, use)
    }
    pieces.workerEnded()
  }
}
