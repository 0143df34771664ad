import Glibc
import Misc
import Testing

@testable import Print

@Suite struct TextsAheadTests {
  /// Writes pieces as a printer does, and tells which of them the caller wrote. It may wait for the other thread before
  /// it goes on.
  private func write(
    mayWriteApart: [Bool], delay: UInt32 = 0, awaitsOther: Bool = false
  ) -> (texts: [UInt8], byCaller: [Bool]) {
    let hasBegun = Locked(false)
    let ahead = TextsAhead(mayWriteApart: mayWriteApart) { piece in
      hasBegun.withLock { $0 = true }
      usleep(delay)
      return [UInt8(piece)]
    }
    var texts: [UInt8] = []
    var byCaller: [Bool] = []
    for piece in mayWriteApart.indices {
      let text = ahead.next(piece)
      byCaller.append(text == nil)
      if text == nil { usleep(delay) }
      for _ in 0..<5000 where awaitsOther && !hasBegun.withLock({ $0 }) { usleep(1000) }
      texts += text ?? [UInt8(piece)]
    }
    return (texts, byCaller)
  }

  @Test(arguments: [UInt32(0), 500]) func textsComeInOrder(_ delay: UInt32) {
    let written = write(mayWriteApart: [Bool](repeating: true, count: 30), delay: delay)
    #expect(written.texts == Array(0..<30))
  }

  @Test func bothWrite() {
    let written = write(mayWriteApart: [Bool](repeating: true, count: 30), delay: 500, awaitsOther: true)
    #expect(written.byCaller.count { $0 } >= 15)
    #expect(written.byCaller.contains(false))
  }

  @Test func someAreLeftToTheCaller() {
    let written = write(mayWriteApart: (0..<30).map { $0 % 5 == 0 }, delay: 500)
    #expect(written.texts == Array(0..<30))
    for (piece, byCaller) in written.byCaller.enumerated() where piece % 5 != 0 { #expect(byCaller) }
  }
}
