import CSystem
import Glibc
import Store

/// Standard output, written in large pieces, or text that is kept. Errors are kept too: a cut listing must not look
/// whole.
public struct OutputStream: ~Copyable {
  private let descriptor: Int32?
  /// Append output here, and call ``flushIfLarge()`` after each row.
  public var buffer = ByteBuffer(capacity: 80 * 1024)
  /// The first write error.
  public private(set) var failure: SystemError?

  /// Without a `descriptor` nothing is written, and all is kept in ``buffer``.
  public init(descriptor: Int32?) { self.descriptor = descriptor }

  /// The columns of the terminal that it goes to; nil where it goes elsewhere.
  public var terminalWidth: Int? {
    guard let descriptor else { return nil }
    let width = Int(csystem_terminal_width(descriptor))
    return width > 0 ? width : nil
  }

  @inlinable public mutating func flushIfLarge() {
    if buffer.count >= 64 * 1024 { flush() }
  }

  /// Writes all that is buffered. After an error nothing more is written.
  public mutating func flush() {
    guard let descriptor else { return }
    if failure == nil { failure = Self.write(buffer.span, to: descriptor) }
    buffer.clear()
  }

  /// Notes as an error that nobody can read any more what is written, though nothing is.
  public mutating func checkReader() {
    guard let descriptor else { return }
    var reader = pollfd(fd: descriptor, events: 0, revents: 0)
    if failure == nil && poll(&reader, 1, 0) > 0 && reader.revents & Int16(POLLERR | POLLHUP) != 0 {
      failure = SystemError(code: EPIPE)
    }
  }

  /// Writes all that is buffered and closes the descriptor: some file systems tell only then that there was no
  /// room (close(2)). Returns the first error.
  public mutating func finish() -> SystemError? {
    flush()
    if let descriptor, close(descriptor) != 0 && failure == nil { failure = .current }
    return failure
  }

  /// Writes all bytes, through interruptions and whether the descriptor waits or not. Returns the error that
  /// ended it.
  static func write(_ bytes: Span<UInt8>, to descriptor: Int32) -> SystemError? {
    bytes.withUnsafeBytes { bytes in WaitNotice.shared.whileHidden { write(bytes, to: descriptor) } }
  }

  private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> SystemError? {
    var sent = 0
    while sent < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress! + sent, bytes.count - sent)
      if count > 0 {
        sent += count
      } else if count == 0 {
        return SystemError(code: EIO)
      } else if errno == EAGAIN {
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&wait, 1, -1)
      } else if errno != EINTR {
        return .current
      }
    }
    return nil
  }
}
