import Glibc

/// A value that one thread at a time may use.
///
/// The thread sanitizer knows the C library's locks; those of Swift's Synchronization it takes for none.
public final class SharedValue<Value: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private var value: Value

  public init(_ value: Value) {
    self.value = value
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  public func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }

  /// Nil where another thread has the value.
  public func withLockIfAvailable<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result? {
    if pthread_mutex_trylock(mutex) != 0 { return nil }
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }
}
