import CSystem
import Glibc
import Store

/// An errno(3) value.
public struct SystemError: Error, Equatable, Sendable {
  public var code: Int32

  @inlinable public init(code: Int32) { self.code = code }

  /// What errno says of the call that has just failed.
  @inlinable public static var current: SystemError { SystemError(code: errno) }

  public static let noEntry = SystemError(code: ENOENT)
  public static let stale = SystemError(code: ESTALE)
  public static let timedOut = SystemError(code: ETIMEDOUT)
  public static let wouldBlock = SystemError(code: EWOULDBLOCK)

  /// strerror(3)'s words.
  public var text: Bytes {
    var words = Bytes(repeating: 0, count: 128)
    let result = words.withUnsafeMutableBytes { buffer in
      buffer.withMemoryRebound(to: CChar.self) { __xpg_strerror_r(code, $0.baseAddress!, $0.count) }
    }
    guard result == 0, let end = words.firstIndex(of: 0) else { return Bytes("Unknown error") }
    return Bytes(words[..<end])
  }
}
