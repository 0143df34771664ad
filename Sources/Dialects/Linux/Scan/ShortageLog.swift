import Glibc
import Misc

/// Keeps why something could not be looked at that may be there all the same.
final class ShortageLog: Sendable {
  private let firstError = Locked<SystemError?>(nil)

  /// The first reason; nil where all could be looked at.
  var first: SystemError? { firstError.withLock { $0 } }

  func note(_ error: SystemError) { firstError.withLock { $0 = $0 ?? error } }

  /// Notes what has just failed, if that was for too many open files or too little memory. Anything else means that
  /// the process has ended.
  func noteIfShort(_ error: SystemError = .current) {
    if [EMFILE, ENFILE, ENOMEM].contains(error.code) { note(error) }
  }
}
