import Glibc
import Store

/// A NUL-terminated path for system calls.
public struct Path: ~Copyable {
  private let terminated: Bytes

  public init(_ path: Bytes) { terminated = path + [0] }
  public init(_ path: StaticString) { terminated = Bytes(path) + [0] }

  @inlinable public func withPointer<Result, Failure>(
    _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withBytes { (bytes) throws(Failure) in
      try body(UnsafeRawPointer(bytes.baseAddress!).assumingMemoryBound(to: CChar.self))
    }
  }

  @usableFromInline func withBytes<Result, Failure>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try terminated.withUnsafeBufferPointer(body)
  }

  /// Bytes; no system call takes a path that is longer, the NUL included.
  public static var longest: Int { Int(PATH_MAX) }

  /// The lister's own working directory; nil where it has been removed, or lies outside of the root (getcwd(3)).
  public static var workingDirectory: Bytes? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: longest) { buffer in
      guard let directory = getcwd(buffer.baseAddress!, buffer.count),
        UInt8(bitPattern: directory[0]) == UInt8(ascii: "/")
      else {
        return nil
      }
      return Bytes(cString: directory)
    }
  }
}

extension Array where Element == UInt8 {
  /// A copy of the bytes before the NUL.
  public init(cString: UnsafePointer<CChar>) {
    self = Bytes(UnsafeRawBufferPointer(start: cString, count: strlen(cString)))
  }
}
