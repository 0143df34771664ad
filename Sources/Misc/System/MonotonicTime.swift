import Glibc

/// Time that runs evenly, whatever the clock is set to (clock_gettime(2), CLOCK_MONOTONIC).
public enum MonotonicTime {
  /// Since some moment.
  public static var nanoseconds: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
