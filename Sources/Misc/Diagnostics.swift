import Glibc
import Store
import Synchronization

/// Writes messages, to stderr in general: each begins with the program's name and is one write.
public struct Diagnostics: Sendable {
  public let programName: Bytes
  /// Not turned off by `-w`.
  public let warns: Bool
  public let escaper: Escaper
  private let descriptor: Int32

  public init(programName: Bytes, warns: Bool, escaper: Escaper, descriptor: Int32 = STDERR_FILENO) {
    self.programName = programName
    self.warns = warns
    self.escaper = escaper
    self.descriptor = descriptor
  }

  /// A message that `-w` doesn't silence: what `compose` appends, and a newline.
  public func error(_ compose: (inout ByteBuffer) -> Void) {
    var message = ByteBuffer(capacity: 256)
    escaper.append(programName, to: &message)
    message.append(": ")
    compose(&message)
    message.append(UInt8(ascii: "\n"))
    Self.write(message.span, to: descriptor)
  }

  public func error(_ text: StaticString) { error { $0.append(text) } }

  /// A message that begins with `WARNING: ` and that `-w` silences.
  public func warning(_ compose: (inout ByteBuffer) -> Void) {
    if !warns { return }
    error {
      $0.append("WARNING: ")
      compose(&$0)
    }
  }

  /// Says that so many processes can't be looked into, and what that means, whether or not ``warns``; false where there
  /// are none.
  @discardableResult
  public func warn(hidden count: Int, _ meaning: StaticString) -> Bool {
    if count == 0 { return false }
    error {
      $0.append("WARNING: ")
      $0.append(decimal: count)
      $0.append(count == 1 ? " process" : " processes")
      $0.append(" can't be looked into, and ")
      $0.append(meaning)
    }
    return true
  }

  /// What has kept a scan from being made, with names as they are.
  public func error(_ error: ScanError) {
    self.error { escaper.append(error.message, to: &$0) }
  }

  /// A message with a name at its end: `text: name`.
  public func error(_ text: StaticString, name: Bytes) {
    error {
      $0.append(text)
      $0.append(": ")
      escaper.append(name, to: &$0)
    }
  }

  /// That output is cut. Who closes a pipe has read enough and needs no message.
  public func cantWrite(_ output: StaticString, _ failure: SystemError) {
    if failure.code == EPIPE { return }
    error {
      $0.append("can't write ")
      $0.append(output)
      $0.append(": ")
      $0.append(failure.text)
    }
  }

  /// A message could not be written: the exit status has to tell it. To close stderr is to ask for none.
  public static var hasLostMessage: Bool { lostMessage.load(ordering: .relaxed) }
  private static let lostMessage = Atomic(false)

  private static func write(_ message: Span<UInt8>, to descriptor: Int32) {
    guard let failure = OutputStream.write(message, to: descriptor), failure.code != EBADF else { return }
    lostMessage.store(true, ordering: .relaxed)
  }
}
