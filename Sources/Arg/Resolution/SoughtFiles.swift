import Store

/// Files of one file system that something has, to be found by their inode numbers.
struct SoughtFiles: Sendable {
  /// The processes that have each, by the lower 32 bits of its inode number: of a socket no more is known. Another file
  /// that has the same is found too, and nothing has it.
  private var holders: [UInt32: Holders] = [:]
  /// The lower 16 bits of each: most other files aren't among these.
  private var marks = [UInt64](repeating: 0, count: 1 << 10)

  var isEmpty: Bool { holders.isEmpty }

  mutating func insert(_ inode: UInt64, _ holders: Holders) {
    let mark = Self.mark(inode)
    marks[mark.word] |= mark.bit
    self.holders[UInt32(truncatingIfNeeded: inode), default: Holders()].formUnion(holders)
  }

  func contains(_ inode: UInt64) -> Bool {
    let mark = Self.mark(inode)
    return marks[mark.word] & mark.bit != 0 && holders[UInt32(truncatingIfNeeded: inode)] != nil
  }

  func holders(of inode: UInt64) -> Holders { holders[UInt32(truncatingIfNeeded: inode)] ?? Holders() }

  private static func mark(_ inode: UInt64) -> (word: Int, bit: UInt64) {
    (Int(truncatingIfNeeded: inode >> 6 & 0x3ff), 1 << (inode & 0x3f))
  }
}
