import Misc

/// Texts that are written in order, some of them ahead by another thread.
///
/// Whoever comes to a piece first writes it: the order waits for nobody who has not begun.
final class TextsAhead: Sendable {
  private struct State {
    /// The piece whose turn it is.
    var current = 0
    /// What the other thread has begun and nobody has asked for yet, and what it has finished.
    var begun: Set<Int> = []
    var texts: [Int: [UInt8]] = [:]
  }

  /// No more pieces are begun ahead: their texts need memory.
  private static let mostAhead = 3

  /// Which pieces may be written apart.
  private let mayWriteApart: [Bool]
  private let state = Locked(State())
  private let moved = Semaphore()
  private let finished = Semaphore()

  /// Begins to write those pieces that may be written apart, if the system grants a thread.
  init(mayWriteApart: [Bool], write: @escaping @Sendable (Int) -> [UInt8]) {
    self.mayWriteApart = mayWriteApart
    WorkerThread(elsewhere: true) { self.writeAhead(write) }?.detach()
  }

  /// The text of the next piece; nil where it is the caller's to write.
  func next(_ piece: Int) -> [UInt8]? {
    let isBegun = state.withLock { state in
      state.current = piece
      return state.begun.remove(piece) != nil
    }
    moved.signal()
    if !isBegun { return nil }
    while true {
      if let text = state.withLock({ $0.texts.removeValue(forKey: piece) }) { return text }
      finished.wait(briefly: true)
    }
  }

  private func writeAhead(_ write: (Int) -> [UInt8]) {
    let count = mayWriteApart.count
    var piece = 0
    while true {
      let isBegun = state.withLock { state in
        piece = max(piece, state.current + 1)
        while piece < count && !mayWriteApart[piece] { piece += 1 }
        if piece >= count || piece > state.current + Self.mostAhead { return false }
        state.begun.insert(piece)
        return true
      }
      if piece >= count { return }
      if !isBegun {
        moved.wait(briefly: true)
        continue
      }
      let text = write(piece)
      state.withLock { $0.texts[piece] = text }
      finished.signal()
      // The next one is the caller's: whoever only waits for texts begins none.
      piece += 2
    }
  }
}
