import Misc

/// Milliseconds. Where no result is handed over for so long, a reader waits, or who hands them over does a slow piece:
/// what is listed must not get as old as that.
private let longestWait = 100

/// Runs pieces of work on several threads and hands the results over in order.
///
/// A worker takes the next piece when it has finished one, so that a slow piece holds up nobody else.
final class OrderedWork<Result: Sendable>: Sendable {
  private struct State {
    var nextPiece = 0
    /// Results that are waiting for an earlier one, by piece, and the room that each takes.
    var waiting: [Int: (result: Result, room: Int)] = [:]
    var isLimited = true
  }

  private let count: Int
  /// Signals for the results that may be made before they are handed over: one for each, and more where one is large.
  private let room: Semaphore
  private let size: @Sendable (Result) -> Int
  private let state = Locked(State())
  private let finished = Semaphore()
  private let ended = Semaphore()

  /// `count` is the number of pieces, of which at most so many are in work or wait to be handed over: no fewer than
  /// there are workers. A result takes the room of `size` pieces, as far as there is some.
  init(
    count: Int, mostAtOnce: Int = Int(Int32.max), size: @escaping @Sendable (Result) -> Int = { _ in 1 }
  ) {
    self.count = count
    self.size = size
    room = Semaphore(count: mostAtOnce)
  }

  /// Lets any number of results wait: for who hands them over later.
  func liftLimit() {
    state.withLock { $0.isLimited = false }
    for _ in 0..<count { room.signal() }
  }

  /// The piece to do next, once there is room for its result or that has been waited for long; nil when all are taken.
  func takePiece() -> Int? {
    if !room.wait(milliseconds: longestWait) { liftLimit() }
    return next()
  }

  /// The same where there is room at once.
  func takePieceAtOnce() -> Int? {
    // What is left of the room is for those who wait.
    if state.withLock({ $0.nextPiece >= count }) || !room.waitIfAvailable() { return nil }
    return next()
  }

  private func next() -> Int? {
    state.withLock { state in
      if state.nextPiece >= count { return nil }
      state.nextPiece += 1
      return state.nextPiece - 1
    }
  }

  func finish(_ piece: Int, _ result: Result) {
    state.withLock { state in
      var taken = 1
      // Without a limit there is as much as the pieces need.
      if state.isLimited {
        let size = size(result)
        while taken < size && room.waitIfAvailable() { taken += 1 }
      }
      state.waiting[piece] = (result, taken)
    }
    finished.signal()
  }

  /// A worker will not touch shared state again.
  func workerEnded() { ended.signal() }

  func waitForWorkers(_ count: Int) {
    for _ in 0..<count { ended.wait() }
  }

  /// Calls `body` with every result, in the order of the pieces, as soon as each can be had. Instead of waiting for one
  /// the thread does pieces as well, where it has `work`.
  func drain(doing work: ((Int) -> Result)? = nil, _ body: (inout Result) -> Void) {
    for piece in 0..<count {
      while true {
        if var waiting = state.withLock({ $0.waiting.removeValue(forKey: piece) }) {
          body(&waiting.result)
          for _ in 0..<waiting.room { room.signal() }
          break
        }
        if let work, let mine = takePieceAtOnce() {
          finish(mine, work(mine))
        } else {
          finished.wait(briefly: work != nil)
        }
      }
    }
  }
}
