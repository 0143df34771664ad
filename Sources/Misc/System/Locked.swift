import Glibc

/// A value that threads share, one at a time.
///
/// The lock is the C library's, which the thread sanitizer knows; that of Swift's Synchronization it does not,
/// and takes what is guarded by it for races.
public struct Locked<Value: Sendable & ~Copyable>: ~Copyable, @unchecked Sendable {
  @usableFromInline let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  @usableFromInline let value = UnsafeMutablePointer<Value>.allocate(capacity: 1)

  public init(_ value: consuming Value) {
    pthread_mutex_init(mutex, nil)
    self.value.initialize(to: value)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
    value.deinitialize(count: 1)
    value.deallocate()
  }

  /// Lends the value to `body`, which must not ask for it again.
  @inlinable public func withLock<Result, Failure>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    if pthread_mutex_trylock(mutex) != 0 && !BriefWait.poll({ pthread_mutex_trylock(mutex) == 0 }) {
      pthread_mutex_lock(mutex)
    }
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value.pointee)
  }

  /// The same, but nil at once where another thread has the value.
  @inlinable public func withLockIfAvailable<Result, Failure>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    if pthread_mutex_trylock(mutex) != 0 { return nil }
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value.pointee)
  }
}
