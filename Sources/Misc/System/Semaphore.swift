import Glibc

/// Counts signals, and lets threads wait for them (sem_init(3)).
public final class Semaphore: @unchecked Sendable {
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  /// `count` signals have been given already.
  public init(count: Int = 0) { sem_init(semaphore, 0, UInt32(clamping: count)) }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  public func signal() { sem_post(semaphore) }

  /// Waits for a signal and takes it. `briefly` where it is to be given soon, by a thread that has another processor.
  public func wait(briefly: Bool = false) {
    if briefly && BriefWait.poll(waitIfAvailable) { return }
    while sem_wait(semaphore) != 0 && errno == EINTR {}
  }

  /// Takes a signal, where one has been given.
  public func waitIfAvailable() -> Bool { sem_trywait(semaphore) == 0 }

  /// The same, but no longer than some milliseconds; false where none has come.
  public func wait(milliseconds: Int) -> Bool {
    var end = timespec()
    clock_gettime(CLOCK_REALTIME, &end)
    let nanoseconds = end.tv_nsec + milliseconds * 1_000_000
    end.tv_sec += nanoseconds / 1_000_000_000
    end.tv_nsec = nanoseconds % 1_000_000_000
    while sem_timedwait(semaphore, &end) != 0 {
      if errno != EINTR { return false }
    }
    return true
  }
}
