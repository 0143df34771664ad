import Glibc

/// Waits without sleep for what another thread is about to do.
///
/// A thread that sleeps may be woken late, and on the processor of the thread that wakes it, though another one is
/// idle. Meanwhile whoever wants the processor gets it.
public enum BriefWait {
  /// Nanoseconds.
  private static let longest = 500_000

  /// Where there is one processor, the other thread needs it.
  private static let isOfUse = sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1

  /// Asks again and again, for so long; false where it has not come.
  public static func poll(_ hasCome: () -> Bool) -> Bool {
    if !isOfUse { return hasCome() }
    let end = MonotonicTime.nanoseconds + longest
    while true {
      if hasCome() { return true }
      if MonotonicTime.nanoseconds >= end { return false }
      sched_yield()
    }
  }
}
