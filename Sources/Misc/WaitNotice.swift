import CSystem
import Glibc
import Store

/// A line on the terminal that tells what the program waits for, and is taken away again. Where its descriptor is no
/// terminal, or another has the terminal, there is none.
///
/// Whatever else goes to the terminal must not mix with it, and so takes its turn by ``whileHidden(_:)``.
public final class WaitNotice: Sendable {
  /// That of the program, on standard error.
  public static let shared = WaitNotice(descriptor: STDERR_FILENO)

  private let descriptor: Int32
  /// Whether the line is shown.
  private let isShown = Locked(false)

  public init(descriptor: Int32) { self.descriptor = descriptor }

  /// Shows the line that `compose` appends, without a newline; what doesn't fit the terminal is left out. False, and
  /// nothing done, where it can't be shown, or another is.
  public func show(_ compose: (inout ByteBuffer) -> Void) -> Bool {
    if isatty(descriptor) == 0 { return false }
    // One that isn't ours stops who writes to it.
    let group = tcgetpgrp(descriptor)
    if group >= 0 && group != getpgrp() { return false }
    var line = ByteBuffer(capacity: 256)
    compose(&line)
    let width = Int(csystem_terminal_width(descriptor))
    // A full line could wrap, and then its beginning would stay.
    if width > 1 { line.truncate(to: Self.length(of: line.span, atMost: width - 1)) }
    // Who writes for long must not be waited for.
    return isShown.withLockIfAvailable { isShown in
      if isShown { return false }
      isShown = write(line.bytes)
      return isShown
    } ?? false
  }

  /// Takes the line away.
  public func withdraw() {
    // Whoever writes has done so already.
    _ = isShown.withLockIfAvailable { erase(&$0) }
  }

  /// Takes the line away before something else is written, and shows none meanwhile.
  func whileHidden<Result>(_ body: () -> Result) -> Result {
    isShown.withLock { isShown in
      erase(&isShown)
      return body()
    }
  }

  private func erase(_ isShown: inout Bool) {
    if isShown { _ = write(Bytes("\r\u{1b}[K")) }
    isShown = false
  }

  /// Its failure is nobody's concern.
  private func write(_ bytes: Bytes) -> Bool {
    bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress!, $0.count) == $0.count }
  }

  /// As many bytes as end with a whole character of UTF-8.
  static func length(of line: Span<UInt8>, atMost limit: Int) -> Int {
    if line.count <= limit { return line.count }
    var length = limit
    while length > 0 && line[length] & 0xc0 == 0x80 { length -= 1 }
    return length
  }
}
