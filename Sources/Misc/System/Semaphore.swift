import Glibc

/// Counts signals, and lets threads wait for them (sem_init(3)).
public final class Semaphore: @unchecked Sendable {
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  public init() { sem_init(semaphore, 0, 0) }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  public func signal() { sem_post(semaphore) }

  /// Waits for a signal and takes it.
  public func wait() {
    while sem_wait(semaphore) != 0 && errno == EINTR {}
  }
}
