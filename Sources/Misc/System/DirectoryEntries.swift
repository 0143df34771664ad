import CSystem
import Glibc
import Store

/// Goes through what getdents64(2) has written: `struct linux_dirent64` after `struct linux_dirent64`
/// (include/linux/dirent.h). Nothing else knows how they are laid out.
public struct DirectoryEntries {
  /// An entry. Its name lasts as long as the memory that the call has written to.
  public struct Entry {
    /// Without the NUL that follows it.
    public var name: UnsafeRawBufferPointer
    public var type: InodeType
    public var inode: UInt64

    /// The name for a system call.
    public var path: UnsafePointer<CChar> { name.baseAddress!.assumingMemoryBound(to: CChar.self) }

    var isDirectoryOrParent: Bool {
      name.count <= 2 && name.allSatisfy { $0 == UInt8(ascii: ".") }
    }
  }

  /// Bytes; the most that one call is to write.
  public static let capacity = 32 * 1024

  // Inode and offset have 8 bytes, the length 2 and the type 1.
  private static let inodeOffset = 0
  private static let lengthOffset = 16
  private static let typeOffset = 18
  private static let nameOffset = 19

  private var rest: UnsafeRawBufferPointer

  /// `buffer` is what one call has written; none of it is taken for granted.
  public init(_ buffer: UnsafeRawBufferPointer) { rest = buffer }

  /// The next entry, in the kernel's order.
  public mutating func next() -> Entry? {
    while rest.count > Self.nameOffset {
      let length = Int(rest.loadUnaligned(fromByteOffset: Self.lengthOffset, as: UInt16.self))
      if length <= Self.nameOffset || length > rest.count { break }
      let entry = UnsafeRawBufferPointer(rebasing: rest[..<length])
      rest = UnsafeRawBufferPointer(rebasing: rest[length...])
      guard let end = entry[Self.nameOffset...].firstIndex(of: 0), end > Self.nameOffset else { continue }
      return Entry(
        name: UnsafeRawBufferPointer(rebasing: entry[Self.nameOffset..<end]),
        type: InodeType(rawValue: entry[Self.typeOffset]),
        inode: entry.loadUnaligned(fromByteOffset: Self.inodeOffset, as: UInt64.self))
    }
    rest = UnsafeRawBufferPointer(start: nil, count: 0)
    return nil
  }

  /// Visits the entries of a directory in the kernel's order, without `.` and `..`. `isDone` is asked after each call.
  public static func forEach(
    in path: Bytes, _ body: (Entry) -> Void, until isDone: () -> Bool = { false }
  ) throws(SystemError) {
    let directory = try FileDescriptor.open(Path(path), flags: O_RDONLY | O_DIRECTORY)
    // The closure returns its error: in Swift 6.2 this function rethrows, and the error's type would be lost.
    let error: SystemError? = withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 8) { buffer in
      while true {
        let count = csystem_getdents64(directory.number, buffer.baseAddress!, buffer.count)
        if count < 0 { return .current }
        if count == 0 { return nil }
        forEach(UnsafeRawBufferPointer(rebasing: buffer[..<count]), body)
        if isDone() { return nil }
      }
    }
    if let error { throw error }
  }

  /// Visits the entries that one call has given, without `.` and `..`.
  public static func forEach(_ buffer: UnsafeRawBufferPointer, _ body: (Entry) -> Void) {
    var entries = DirectoryEntries(buffer)
    while let entry = entries.next() {
      if !entry.isDirectoryOrParent { body(entry) }
    }
  }
}
