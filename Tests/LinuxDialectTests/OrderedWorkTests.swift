import Glibc
import Misc
import Testing

@testable import LinuxDialect

@Suite struct OrderedWorkTests {
  /// Has threads do pieces, which `work` may delay, and returns what came in the order in which it came. The thread
  /// that takes the results may do some as well.
  private func run(
    pieces count: Int, threads: Int, drainerWorks: Bool = false, _ work: @escaping @Sendable (Int) -> Void,
    whenDelivered deliver: (Int) -> Void = { _ in }
  ) -> [Int] {
    let pieces = OrderedWork<Int>(count: count)
    var started = 0
    for _ in 0..<threads {
      let thread = WorkerThread {
        while let piece = pieces.takePiece() {
          work(piece)
          pieces.finish(piece, piece * 10)
        }
        pieces.workerEnded()
      }
      guard let thread else { break }
      thread.detach()
      started += 1
    }
    #expect(started == threads)
    var delivered: [Int] = []
    let ownWork = { (piece: Int) in
      work(piece)
      return piece * 10
    }
    pieces.drain(doing: drainerWorks ? ownWork : nil) {
      delivered.append($0)
      deliver($0)
    }
    pieces.waitForWorkers(started)
    return delivered
  }

  @Test(arguments: [(1, false), (2, false), (7, false), (0, true), (1, true), (7, true)])
  func resultsComeInTheOrderOfThePieces(_ threads: Int, _ drainerWorks: Bool) {
    // The earlier of each three takes the longest.
    let results = run(pieces: 40, threads: threads, drainerWorks: drainerWorks) {
      usleep(UInt32(2 - $0 % 3) * 500)
    }
    #expect(results == (0..<40).map { $0 * 10 })
  }

  @Test(arguments: [false, true]) func eachPieceIsTakenOnce(_ drainerWorks: Bool) {
    let taken = Locked([Int]())
    _ = run(pieces: 200, threads: 5, drainerWorks: drainerWorks) { piece in
      taken.withLock { $0.append(piece) }
    }
    #expect(taken.withLock { $0.sorted() } == Array(0..<200))
  }

  @Test func whoWouldWaitDoesPieces() {
    let drainer = pthread_self()
    let workers = Locked(Set<pthread_t>())
    _ = run(pieces: 2, threads: 1, drainerWorks: true) { _ in
      // Each goes on when the other one has a piece as well.
      workers.withLock { _ = $0.insert(pthread_self()) }
      for _ in 0..<5000 where workers.withLock({ $0.count }) < 2 { usleep(1000) }
    }
    #expect(workers.withLock { $0.count == 2 && $0.contains(drainer) })
  }

  @Test func aResultIsDeliveredBeforeTheLastIsThere() {
    let isDelivered = Locked(false)
    let wasDelivered = Locked(false)
    let results = run(pieces: 2, threads: 2) { piece in
      if piece == 0 { return }
      for _ in 0..<5000 where !isDelivered.withLock({ $0 }) { usleep(1000) }
      wasDelivered.withLock { $0 = isDelivered.withLock { $0 } }
    } whenDelivered: { result in
      if result == 0 { isDelivered.withLock { $0 = true } }
    }
    #expect(results == [0, 10])
    #expect(wasDelivered.withLock { $0 })
  }

  /// How many pieces may be done while nothing is handed over.
  private func doneAtOnce(_ pieces: OrderedWork<Int>, of count: Int) -> Int {
    var done = 0
    while done < count, let piece = pieces.takePieceAtOnce() {
      pieces.finish(piece, piece)
      done += 1
    }
    return done
  }

  @Test func largeResultsTakeMoreRoom() {
    #expect(doneAtOnce(OrderedWork(count: 40, mostAtOnce: 12), of: 40) == 12)
    #expect(doneAtOnce(OrderedWork(count: 40, mostAtOnce: 12, size: { _ in 4 }), of: 40) == 3)
    let pieces = OrderedWork<Int>(count: 40, mostAtOnce: 12, size: { _ in 4 })
    #expect(doneAtOnce(pieces, of: 40) == 3)
    pieces.liftLimit()
    #expect(doneAtOnce(pieces, of: 40) == 37)
    var delivered: [Int] = []
    pieces.drain { delivered.append($0) }
    #expect(delivered == Array(0..<40))
  }

  @Test func roomComesBack() {
    let pieces = OrderedWork<Int>(count: 40, mostAtOnce: 12, size: { $0 % 7 })
    var delivered: [Int] = []
    pieces.drain(doing: { $0 }, { delivered.append($0) })
    #expect(delivered == Array(0..<40))
  }

  @Test func noPiecesAreNoResults() { #expect(run(pieces: 0, threads: 3) { _ in }.isEmpty) }
}
