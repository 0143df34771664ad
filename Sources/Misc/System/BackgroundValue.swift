/// A value that a thread makes while others go on.
public final class BackgroundValue<Value: Sendable>: Sendable {
  private let value = Locked<Value?>(nil)
  private let isMade = Semaphore()
  private let awaited = Locked(false)

  /// Where the system grants no thread it is made at once.
  public convenience init(_ make: @escaping @Sendable () -> Value) { self.init(telling: { _ in make() }) }

  /// The same; `make` is told whether anybody waits for it yet.
  public init(telling make: @escaping @Sendable (_ isAwaited: () -> Bool) -> Value) {
    let make: @Sendable () -> Void = { self.set(make { self.awaited.withLock { $0 } }) }
    if let thread = WorkerThread(elsewhere: true, make) {
      thread.detach()
    } else {
      awaited.withLock { $0 = true }
      make()
    }
  }

  /// Waits for it.
  public func get() -> Value {
    awaited.withLock { $0 = true }
    while true {
      if let value = value.withLock({ $0 }) { return value }
      isMade.wait(briefly: true)
    }
  }

  private func set(_ made: Value) {
    value.withLock { $0 = made }
    isMade.signal()
  }
}
