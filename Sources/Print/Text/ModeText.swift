import Glibc
import Misc

/// st_mode as ls(1) shows it: `-rw-r--r--`.
enum ModeText {
  static let width = 10

  static func append(_ mode: UInt32, to buffer: inout ByteBuffer) {
    buffer.append(type(mode))
    appendPermissions(mode >> 6, special: mode & UInt32(S_ISUID) != 0, "sS", to: &buffer)
    appendPermissions(mode >> 3, special: mode & UInt32(S_ISGID) != 0, "sS", to: &buffer)
    appendPermissions(mode, special: mode & UInt32(S_ISVTX) != 0, "tT", to: &buffer)
  }

  /// Appends three letters. `special` is shown in the place of the last: small where that is set too.
  private static func appendPermissions(
    _ bits: UInt32, special: Bool, _ letters: StaticString, to buffer: inout ByteBuffer
  ) {
    let none = UInt8(ascii: "-")
    buffer.append(bits & 4 != 0 ? UInt8(ascii: "r") : none)
    buffer.append(bits & 2 != 0 ? UInt8(ascii: "w") : none)
    let executes = bits & 1 != 0
    if special {
      buffer.append(letters.withUTF8Buffer { $0[executes ? 0 : 1] })
    } else {
      buffer.append(executes ? UInt8(ascii: "x") : none)
    }
  }

  /// A file of no named type, such as an event counter, has none.
  private static func type(_ mode: UInt32) -> UInt8 {
    switch mode & UInt32(S_IFMT) {
    case UInt32(S_IFDIR): UInt8(ascii: "d")
    case UInt32(S_IFCHR): UInt8(ascii: "c")
    case UInt32(S_IFBLK): UInt8(ascii: "b")
    case UInt32(S_IFIFO): UInt8(ascii: "p")
    case UInt32(S_IFLNK): UInt8(ascii: "l")
    case UInt32(S_IFSOCK): UInt8(ascii: "s")
    case UInt32(S_IFREG): UInt8(ascii: "-")
    default: UInt8(ascii: "?")
    }
  }
}
