import Glibc
import Misc
import Testing

@Suite struct ThreadTests {
  private static func processors() -> [UInt8] {
    var set = cpu_set_t()
    sched_getaffinity(0, MemoryLayout<cpu_set_t>.size, &set)
    return withUnsafeBytes(of: set) { Array($0) }
  }

  /// Runs it in a thread, and something else meanwhile.
  private func inThread(
    elsewhere: Bool = true, _ run: @escaping @Sendable () -> Void, beside: () -> Void = {}
  ) {
    // It can't be copied, as what is required must be.
    guard let thread = WorkerThread(elsewhere: elsewhere, run) else {
      Issue.record("there is no thread")
      return
    }
    beside()
    thread.join()
  }

  @Test(arguments: [false, true]) func aThreadMayUseAllProcessors(_ elsewhere: Bool) {
    let seen = Locked([UInt8]())
    inThread(elsewhere: elsewhere) { seen.withLock { $0 = Self.processors() } }
    #expect(seen.withLock { $0 } == Self.processors())
  }

  @Test func aDeferredValueIsMadeOnce() {
    let made = Locked(0)
    let value = DeferredValue {
      usleep(2000)
      return made.withLock {
        $0 += 1
        return $0
      }
    }
    inThread {
      value.prepare()
    } beside: {
      #expect(value.take() == 1)
    }
    value.prepare()
    #expect(made.withLock { $0 } == 1)
  }

  @Test func whatIsTakenIsKeptByNobody() {
    final class Kept: Sendable {}
    let value = DeferredValue { Kept() }
    value.prepare()
    weak var kept: Kept?
    do {
      let taken = value.take()
      kept = taken
      #expect(kept != nil)
    }
    #expect(kept == nil)
  }

  @Test func aBriefWaitEnds() {
    #expect(!BriefWait.poll { false })
    #expect(BriefWait.poll { true })
  }
}
