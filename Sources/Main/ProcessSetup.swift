import CSystem
import Glibc
import Misc
import Store

/// Puts the process in a known state, whatever it inherited.
enum ProcessSetup {
  /// Opens missing standard descriptors and closes all others, leaves the privileges of a privileged program
  /// aside, sets the locale of characters, and sees to signals: those that a write can end in become errors. False
  /// where the privileges can't be left.
  static func run() -> Bool {
    openStandardDescriptors()
    if csystem_begin_without_privileges() != 0 { return false }
    csystem_close_from(FileDescriptor.standardError + 1)
    _ = setlocale(LC_CTYPE, "")
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // A guard that has ended keeps its number until it is waited for: no other process gets killed in its place.
    signal(SIGCHLD, SIG_DFL)
    return true
  }

  /// The missing ones become descriptors that can't be written, or read: what goes there is an error and
  /// not lost in silence, nor does it end up in a file that is opened later.
  private static func openStandardDescriptors() {
    for number in FileDescriptor.standardInput...FileDescriptor.standardError
    where fcntl(number, F_GETFD) == -1 {
      // The lowest free number is the missing one. There may be no /dev, but there is a root.
      let mode = number == FileDescriptor.standardInput ? O_WRONLY : O_RDONLY
      if csystem_open("/dev/null", mode, 0) < 0 { _ = csystem_open("/", csystem_o_path, 0) }
    }
  }
}
