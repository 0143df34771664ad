import Misc

/// A value that a thread makes while others go on.
final class BackgroundValue<Value: Sendable>: Sendable {
  private let value = Locked<Value?>(nil)
  private let isMade = Semaphore()

  /// Where the system grants no thread it is made at once.
  init(_ make: @escaping @Sendable () -> Value) {
    if let thread = WorkerThread({ self.set(make()) }) { thread.detach() } else { set(make()) }
  }

  /// Waits for it.
  func get() -> Value {
    while true {
      if let value = value.withLock({ $0 }) { return value }
      isMade.wait()
    }
  }

  private func set(_ made: Value) {
    value.withLock { $0 = made }
    isMade.signal()
  }
}
