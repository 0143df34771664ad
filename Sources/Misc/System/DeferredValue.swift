/// A value that is made by the thread that comes to it first, for one that takes it.
public final class DeferredValue<Value: Sendable>: Sendable {
  private enum State {
    case awaited
    case made(Value)
    case taken
  }

  private let state = Locked(State.awaited)
  private let make: @Sendable () -> Value

  public init(_ make: @escaping @Sendable () -> Value) { self.make = make }

  /// Makes it, where nobody has begun to, or waits until it is there.
  public func prepare() {
    state.withLock { state in
      if case .awaited = state { state = .made(make()) }
    }
  }

  /// The value, which nobody keeps any more; to be called once.
  public func take() -> Value {
    state.withLock { state in
      defer { state = .taken }
      if case .made(let value) = state { return value }
      return make()
    }
  }
}
