import CSystem
import Glibc
import Store

/// Lists directories with getdents64(2).
public enum DirectoryEntries {
  /// An entry. Its name holds during the call only.
  public struct Entry {
    public var name: UnsafeRawBufferPointer
    /// A DT_* number.
    public var type: Int32
    public var inode: UInt64
  }

  private static let capacity = 32 * 1024
  // linux_dirent64 of include/linux/dirent.h: inode and offset of 8 bytes, length of 2, type of 1, name.
  private static let lengthOffset = 16
  private static let typeOffset = 18
  private static let nameOffset = 19

  /// Visits the entries in the kernel's order, without `.` and `..`. Returns why it could not.
  public static func forEach(in path: Bytes, _ body: (Entry) -> Void) -> SystemError? {
    guard let directory = FileDescriptor.open(Path(path), flags: O_RDONLY | O_DIRECTORY) else {
      return .current
    }
    return withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 8) { buffer in
      while true {
        let count = csystem_getdents64(directory.number, buffer.baseAddress!, buffer.count)
        if count < 0 { return .current }
        if count == 0 { return nil }
        forEach(UnsafeRawBufferPointer(rebasing: buffer[..<count]), body)
      }
    }
  }

  /// Visits the entries that one call has given.
  public static func forEach(_ buffer: UnsafeRawBufferPointer, _ body: (Entry) -> Void) {
    var position = 0
    while position + nameOffset < buffer.count {
      let length = buffer.loadUnaligned(fromByteOffset: position + lengthOffset, as: UInt16.self)
      let end = min(position + Int(length), buffer.count)
      let name = UnsafeRawBufferPointer(
        rebasing: buffer[(position + nameOffset)..<max(end, position + nameOffset)])
      let bytes = UnsafeRawBufferPointer(rebasing: name.prefix { $0 != 0 })
      if !bytes.isEmpty && !bytes.elementsEqual([0x2e]) && !bytes.elementsEqual([0x2e, 0x2e]) {
        body(
          Entry(
            name: bytes, type: Int32(buffer[position + typeOffset]),
            inode: buffer.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
      }
      if length == 0 { return }
      position += Int(length)
    }
  }
}
