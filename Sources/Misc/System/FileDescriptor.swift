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

  /// open(2), close-on-exec.
  public static func open(
    _ path: borrowing Path, flags: Int32 = O_RDONLY
  ) throws(SystemError) -> FileDescriptor {
    try FileDescriptor(opened: path.withPointer { csystem_open($0, flags | O_CLOEXEC, 0) })
  }

  /// openat(2) in this directory, close-on-exec.
  public func open(_ path: borrowing Path, flags: Int32 = O_RDONLY) throws(SystemError) -> FileDescriptor {
    try FileDescriptor(opened: path.withPointer { csystem_openat(self.number, $0, flags | O_CLOEXEC) })
  }

  /// Opens a plain file for reading, at a path from the root on which there is no link.
  public static func openUnlinked(_ path: borrowing Path) throws(SystemError) -> FileDescriptor {
    try FileDescriptor(opened: path.withPointer(csystem_open_unlinked))
  }

  /// What a call has just returned that opens something, -1 if it has failed.
  public init(opened number: Int32) throws(SystemError) {
    if number < 0 { throw .current }
    self.number = number
  }
}
