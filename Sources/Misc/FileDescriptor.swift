import CSystem
import Glibc
import Store

/// An open descriptor that closes itself.
public struct FileDescriptor: ~Copyable, Sendable {
  public let number: Int32

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

/// A NUL-terminated path for system calls.
public struct Path: ~Copyable {
  private let terminated: Bytes

  public init(_ path: Bytes) { terminated = path + [0] }
  public init(_ path: StaticString) { terminated = Bytes(path) + [0] }

  @inlinable public func withPointer<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    withBytes { $0.withMemoryRebound(to: CChar.self) { body($0.baseAddress!) } }
  }

  @usableFromInline func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    terminated.withUnsafeBufferPointer(body)
  }
}
