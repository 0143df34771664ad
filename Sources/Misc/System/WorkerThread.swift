import CSystem
import Glibc

/// A POSIX thread that runs a closure.
public struct WorkerThread: ~Copyable {
  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Bytes. The default is that of the main thread's limit, which can be tiny, or take up all addresses. The
  /// longest regular expression needs 400 KB.
  private static let stackSize = 1024 * 1024

  private let thread: pthread_t

  /// Threads share as many heaps as there are processors (mallopt(3)); each would have one of its own, most of it
  /// unused.
  private static let sharesHeaps: Void = csystem_limit_heaps(sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// Begins `elsewhere` than on the processor of the caller, who goes on. Nil when the system grants no thread.
  public init?(elsewhere: Bool = false, _ run: @escaping @Sendable () -> Void) {
    _ = Self.sharesHeaps
    let body = Unmanaged.passRetained(Body(run))
    var thread = pthread_t()
    let result = csystem_start_thread(
      &thread, Self.stackSize, elsewhere, workerThreadMain, body.toOpaque())
    if result != 0 {
      body.release()
      return nil
    }
    self.thread = thread
  }

  public consuming func detach() { pthread_detach(thread) }
  public consuming func join() { pthread_join(thread, nil) }

  /// Whether the main thread has less room than a worker (setrlimit(2), RLIMIT_STACK).
  public static var isRoomier: Bool {
    var limit = rlimit()
    return getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &limit) == 0 && limit.rlim_cur < stackSize
  }

  /// Has the calling thread wait.
  public static func sleep(seconds: Int) { _ = Glibc.sleep(UInt32(clamping: seconds)) }

  fileprivate static func run(_ body: UnsafeMutableRawPointer) {
    Unmanaged<Body>.fromOpaque(body).takeRetainedValue().run()
  }
}

private func workerThreadMain(_ body: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let body { WorkerThread.run(body) }
  return nil
}
