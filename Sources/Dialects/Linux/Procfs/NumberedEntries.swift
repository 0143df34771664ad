import CSystem
import Misc
import Store

/// Lists the numbered entries of a procfs directory (processes, tasks, descriptors) with getdents64(2).
struct NumberedEntries: ~Copyable {
  /// A numbered entry. `name` lasts until the next call of ``next(in:)``.
  struct Entry {
    var number: Int32
    var name: UnsafePointer<CChar>
  }

  /// Bytes; what an entry takes whose name is the ten digits of a number.
  private static let longestEntry = 32

  private let buffer = UnsafeMutableRawPointer.allocate(
    byteCount: DirectoryEntries.capacity, alignment: 8)
  private var entries = DirectoryEntries(UnsafeRawBufferPointer(start: nil, count: 0))
  /// Why the directory could not be read to its end.
  private(set) var failure: SystemError?

  init() {}

  deinit { buffer.deallocate() }

  /// Begins with the first entry of another directory.
  mutating func restart() {
    entries = DirectoryEntries(UnsafeRawBufferPointer(start: nil, count: 0))
    failure = nil
  }

  /// The next entry of the directory, or nil at its end. With `isAlone` no others are read ahead.
  mutating func next(in directory: borrowing FileDescriptor, isAlone: Bool = false) -> Entry? {
    while true {
      while let entry = entries.next() {
        if let number = Self.number(entry.name) { return Entry(number: number, name: entry.path) }
      }
      let room = isAlone ? Self.longestEntry : DirectoryEntries.capacity
      let count = csystem_getdents64(directory.number, buffer, room)
      if count < 0 { failure = .current }
      if count <= 0 { return nil }
      entries = DirectoryEntries(UnsafeRawBufferPointer(start: buffer, count: count))
    }
  }

  private static func number(_ name: UnsafeRawBufferPointer) -> Int32? {
    var digits = TextCursor(Span(_unsafeElements: name.assumingMemoryBound(to: UInt8.self)))
    guard let number = digits.decimal(), digits.isAtEnd else { return nil }
    return Int32(exactly: number)
  }
}
