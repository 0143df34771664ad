import CSystem
import Glibc
import Misc
import Store

/// Lists the numbered entries of a procfs directory (processes, tasks, descriptors) with getdents64(2).
struct NumberedEntries: ~Copyable {
  /// A numbered entry. `name` holds until the next call of ``next(in:)``.
  struct Entry {
    var number: Int32
    var name: UnsafePointer<CChar>
  }

  private static let capacity = 32 * 1024
  // linux_dirent64 of include/linux/dirent.h: inode and offset of 8 bytes, then these.
  private static let lengthOffset = 16
  private static let nameOffset = 19
  /// An entry whose name is the ten digits of a number.
  private static let longestEntry = 32

  private let buffer = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
  private var filled = 0
  private var position = 0
  /// Why the directory could not be read to its end.
  private(set) var failure: SystemError?

  init() {}

  deinit { buffer.deallocate() }

  /// Begins with the first entry of another directory.
  mutating func restart() {
    filled = 0
    position = 0
    failure = nil
  }

  /// The next entry of the directory, or nil at its end. With `isAlone` no others are read ahead.
  mutating func next(in directory: borrowing FileDescriptor, isAlone: Bool = false) -> Entry? {
    while true {
      if position >= filled {
        filled = csystem_getdents64(directory.number, buffer, isAlone ? Self.longestEntry : Self.capacity)
        position = 0
        if filled <= 0 {
          if filled < 0 { failure = .current }
          filled = 0
          return nil
        }
      }
      let entry = buffer + position
      position += Int(entry.loadUnaligned(fromByteOffset: Self.lengthOffset, as: UInt16.self))
      let name = UnsafePointer((entry + Self.nameOffset).assumingMemoryBound(to: CChar.self))
      if let number = Self.number(name) { return Entry(number: number, name: name) }
    }
  }

  private static func number(_ name: UnsafePointer<CChar>) -> Int32? {
    var number: Int32 = 0
    var digits = name
    while digits.pointee != 0 {
      let digit = digits.pointee &- 0x30
      if digit < 0 || digit > 9 { return nil }
      number = number &* 10 &+ Int32(digit)
      digits += 1
    }
    return digits == name ? nil : number
  }
}
