import CSystem
import Glibc
import Misc
import Store

/// The FILE-FLAG column and the `G` field: flags of open(2) by name or number.
enum FileFlagText {
  /// In the order in which they are shown. A flag of several bits takes them all as soon as one is
  /// set, so that O_DSYNC shows as `SYN`.
  private static let names: [(bits: UInt32, name: StaticString)] = [
    (flag(O_WRONLY), "W"), (flag(O_RDWR), "RW"), (flag(O_CREAT), "CR"), (flag(O_EXCL), "EXCL"),
    (flag(O_NOCTTY), "NTTY"), (flag(O_TRUNC), "TR"), (flag(O_APPEND), "AP"), (flag(O_NONBLOCK), "ND"),
    (flag(O_SYNC), "SYN"), (flag(O_ASYNC), "ASYN"), (flag(csystem_o_direct), "DIR"),
    (flag(O_DIRECTORY), "DTY"), (flag(O_NOFOLLOW), "NFLK"), (flag(csystem_o_noatime), "NATM"),
    (kernelLargeFile, "LG"), (flag(O_CLOEXEC), "CX"), (flag(csystem_o_path), "PATH"),
    (flag(csystem_o_tmpfile), "TMPF"),
  ]

  /// O_LARGEFILE as 64-bit kernels report it; the C library's own constant is 0 there.
  private static let kernelLargeFile: UInt32 = 0o100000

  private static func flag(_ value: Int32) -> UInt32 { UInt32(bitPattern: value) }

  /// Appends nothing where no flag is set and names are wanted. The `;0x0` stands for the flags of the
  /// process's own table, which Linux does not have.
  static func append(_ flags: UInt32, form: Output.FileFlags, to buffer: inout ByteBuffer) {
    if form == .hidden { return }
    if form == .hexadecimal {
      appendNumber(flags, to: &buffer)
      buffer.append(";0x0")
      return
    }
    var rest = flags
    var isFirst = true
    for (bits, name) in names where rest & bits != 0 {
      if !isFirst { buffer.append(UInt8(ascii: ",")) }
      isFirst = false
      buffer.append(name)
      rest &= ~bits
    }
    if rest != 0 {
      if !isFirst { buffer.append(UInt8(ascii: ",")) }
      appendNumber(rest, to: &buffer)
    }
  }

  private static func appendNumber(_ flags: UInt32, to buffer: inout ByteBuffer) {
    buffer.append("0x")
    buffer.append(hexadecimal: UInt64(flags))
  }
}
