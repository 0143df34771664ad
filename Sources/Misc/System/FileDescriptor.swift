import CSystem
import Glibc
import Store

/// An open descriptor that closes itself.
public struct FileDescriptor: ~Copyable, Sendable {
  public let number: Int32

  public static var standardInput: Int32 { STDIN_FILENO }
  public static var standardOutput: Int32 { STDOUT_FILENO }
  public static var standardError: Int32 { STDERR_FILENO }

  /// A negative number is no descriptor: every call on it fails with EBADF.
  public init(owning number: Int32) { self.number = number }

  deinit { if number >= 0 { close(number) } }

  /// open(2), close-on-exec; nil with errno set.
  public static func open(_ path: borrowing Path, flags: Int32 = O_RDONLY) -> FileDescriptor? {
    let number = path.withPointer { csystem_open($0, flags | O_CLOEXEC, 0) }
    return number < 0 ? nil : FileDescriptor(owning: number)
  }

  /// openat(2) in this directory, close-on-exec; nil with errno set.
  public func open(_ path: borrowing Path, flags: Int32 = O_RDONLY) -> FileDescriptor? {
    let number = path.withPointer { csystem_openat(self.number, $0, flags | O_CLOEXEC) }
    return number < 0 ? nil : FileDescriptor(owning: number)
  }
}
