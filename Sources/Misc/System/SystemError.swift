import CSystem
import Glibc
import Store

/// An errno(3) value.
///
/// What can fail throws one. What may as well not be there, and nobody asks why, is an optional. Why a file could not
/// be asked for its status is a part of the answer that is shown, and so comes as a `Result`. No function leaves its
/// reason in errno.
public struct SystemError: Error, Equatable, Sendable {
  public var code: Int32

  @inlinable public init(code: Int32) { self.code = code }

  /// What errno says of the call that has just failed.
  @inlinable public static var current: SystemError { SystemError(code: errno) }

  public static let noEntry = SystemError(code: ENOENT)
  /// What readlink(2) says of a path that isn't a link.
  public static let invalidArgument = SystemError(code: EINVAL)
  public static let noProcess = SystemError(code: ESRCH)
  /// Its server has removed the file.
  public static let stale = SystemError(code: ESTALE)
  /// No link has room for the path (proc_pid_fd(5)).
  public static let nameTooLong = SystemError(code: ENAMETOOLONG)
  public static let timedOut = SystemError(code: ETIMEDOUT)
  public static let wouldBlock = SystemError(code: EWOULDBLOCK)
  /// A guard has ended before it answered.
  public static let lostGuard = SystemError(code: EREMOTEIO)

  /// It comes from the guard against file systems that don't answer, not from the call itself.
  public var isOfGuard: Bool { self == .timedOut || self == .wouldBlock || self == .lostGuard }

  /// What procfs says of a process that has ended, and of a descriptor that is closed.
  public var isOfMissing: Bool { self == .noEntry || self == .noProcess }

  /// What procfs says of the files of a process that the lister may not look into (ptrace(2)).
  public var isOfDenial: Bool { code == EACCES || code == EPERM }

  /// strerror(3)'s words.
  public var text: Bytes {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
      let words = csystem_describe_error(code, buffer.baseAddress!, buffer.count)
      return words.map { Bytes(cString: $0) } ?? []
    }
  }
}
