import Misc
import Store

/// The SELinux context of a process (proc_pid_attr(5)).
enum SecurityContext {
  case known(Bytes)
  /// Why the kernel doesn't tell it.
  case unknown(SystemError)

  static func read(
    in process: borrowing FileDescriptor, with reader: inout FileReader
  ) -> SecurityContext {
    do throws(SystemError) { try reader.read(Path("attr/current"), in: process.number) } catch {
      return .unknown(error)
    }
    var context = Bytes(reader.contents)
    // The kernel ends it with a NUL, some modules with a newline.
    while let last = context.last, last == 0 || last == 0x0a { context.removeLast() }
    return .known(context)
  }
}
