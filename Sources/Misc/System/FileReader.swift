import CSystem
import Glibc
import Store

/// Reads whole files of procfs into memory that is used again.
public struct FileReader: ~Copyable {
  private var storage: Bytes = []
  private var count = 0
  private let capacity: Int

  /// `capacity` is the bytes that the first read allocates; larger files make it more.
  public init(capacity: Int = 16 * 1024) { self.capacity = capacity }

  /// What the last successful ``read(_:in:)`` read.
  public var contents: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let all = storage.span
      return all.extracting(0..<count)
    }
  }

  /// The same, of a file of one line, without its end.
  public var line: Bytes {
    let line = Bytes(contents)
    return line.last == UInt8(ascii: "\n") ? Bytes(line.dropLast()) : line
  }

  /// Reads a file to its end. ``contents`` is empty where it can't be opened or read.
  ///
  /// `longestRecord` saves the read that meets the end of a table, which makes the kernel walk through all
  /// of it again: it fills a page for each read (fs/seq_file.c), so one in which another record had room
  /// was the last. Give it only where no record is longer. A file that `isOneRecord` comes whole with the first
  /// read that has room for it.
  public mutating func read(
    _ path: UnsafePointer<CChar>, in directory: Int32 = AT_FDCWD, longestRecord: Int? = nil,
    isOneRecord: Bool = false
  ) throws(SystemError) {
    count = 0
    let file = try FileDescriptor(opened: csystem_openat(directory, path, O_RDONLY | O_CLOEXEC))
    try readAll(file, longestRecord: longestRecord, isOneRecord: isOneRecord)
  }

  private mutating func readAll(
    _ file: borrowing FileDescriptor, longestRecord: Int? = nil, isOneRecord: Bool = false,
    limit: Int = .max
  ) throws(SystemError) {
    count = 0
    while true {
      if count == storage.count { grow() }
      let start = count
      let room = storage.count - count
      let got = storage.withUnsafeMutableBytes { buffer in
        Glibc.read(file.number, buffer.baseAddress! + start, buffer.count - start)
      }
      if got < 0 {
        let error = SystemError.current
        if error.code == EINTR { continue }
        count = 0
        throw error
      }
      if got == 0 { return }
      count += got
      if count > limit {
        count = 0
        throw SystemError(code: EFBIG)
      }
      if isOneRecord && got < room { return }
      if let longestRecord, got < room, got + longestRecord < Self.smallestPage { return }
    }
  }

  /// Reads a file to its end.
  public mutating func read(
    _ path: borrowing Path, in directory: Int32 = AT_FDCWD, longestRecord: Int? = nil,
    isOneRecord: Bool = false
  ) throws(SystemError) {
    try path.withPointer { (path) throws(SystemError) in
      try read(path, in: directory, longestRecord: longestRecord, isOneRecord: isOneRecord)
    }
  }

  /// Reads an open file to its end. Throws EFBIG where it holds more than `limit` bytes.
  public mutating func read(_ file: borrowing FileDescriptor, limit: Int) throws(SystemError) {
    try readAll(file, limit: limit)
  }

  /// Reads a file of lines, and gives `body` whole lines as they come, so that a long file needs no more memory than
  /// a short one. What it throws may come after lines.
  public mutating func readLines(
    _ path: borrowing Path, in directory: Int32 = AT_FDCWD, _ body: (Span<UInt8>) -> Void
  ) throws(SystemError) {
    count = 0
    let file = try FileDescriptor(
      opened: path.withPointer { csystem_openat(directory, $0, O_RDONLY | O_CLOEXEC) })
    var kept = 0
    defer { count = 0 }
    while true {
      // A line that fills the memory needs more.
      if kept == storage.count { grow() }
      let got = storage.withUnsafeMutableBytes { buffer in
        Glibc.read(file.number, buffer.baseAddress! + kept, buffer.count - kept)
      }
      let error = got < 0 ? SystemError.current : nil
      if error?.code == EINTR { continue }
      var end = kept + max(got, 0)
      let filled = end
      if got > 0 {
        while end > kept && storage[end - 1] != 0x0a { end -= 1 }
        if end == kept {
          kept = filled
          continue
        }
      }
      if end > 0 {
        let all = storage.span
        body(all.extracting(0..<end))
      }
      if let error { throw error }
      if got == 0 { return }
      kept = filled - end
      storage.withUnsafeMutableBytes { buffer in
        _ = memmove(buffer.baseAddress!, buffer.baseAddress! + end, kept)
      }
    }
  }

  private mutating func grow() {
    storage.append(contentsOf: repeatElement(0, count: max(storage.count, capacity)))
  }

  private static var smallestPage: Int { 4096 }
}
