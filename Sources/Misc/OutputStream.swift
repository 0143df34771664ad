import CSystem
import Glibc
import Store

/// Standard output, written in large pieces. Errors are kept: a cut listing must not look whole.
public struct OutputStream: ~Copyable {
  private let descriptor: Int32
  /// Append output here, and call ``flushIfLarge()`` after each row.
  public var buffer = ByteBuffer(capacity: 80 * 1024)
  /// The first write error.
  public private(set) var failure: SystemError?

  public init(descriptor: Int32) { self.descriptor = descriptor }

  @inlinable public mutating func flushIfLarge() {
    if buffer.count >= 64 * 1024 { flush() }
  }

  /// Writes all that is buffered. After an error nothing more is written.
  public mutating func flush() {
    var sent = 0
    let bytes = buffer.bytes
    while sent < bytes.count && failure == nil {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + sent, $0.count - sent) }
      if count >= 0 {
        sent += count
      } else if errno == EAGAIN {
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&wait, 1, -1)
      } else if errno != EINTR {
        failure = .current
      }
    }
    buffer.clear()
  }
}
