import CSystem
import Glibc
import Misc
import Store

/// Puts the process in a known state, whatever it inherited.
enum ProcessSetup {
  /// Opens missing standard descriptors on /dev/null and closes all others, sets the locale of
  /// characters, and makes a closed pipe an error instead of a signal.
  static func run() {
    openStandardDescriptors()
    closeOthers()
    _ = setlocale(LC_CTYPE, "")
    signal(SIGPIPE, SIG_IGN)
  }

  /// Gives up the group that a set-group-ID program runs with, saved ID included. False when the system
  /// refuses.
  static func dropGroup() -> Bool {
    let real = getgid()
    if getegid() == real { return true }
    return setregid(real, real) == 0 && getegid() == real
  }

  private static func openStandardDescriptors() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) == -1 {
      // The lowest free number is the missing one.
      _ = csystem_open("/dev/null", O_RDWR, 0)
    }
  }

  private static func closeOthers() {
    if csystem_close_range(UInt32(STDERR_FILENO) + 1, UInt32.max) == 0 { return }
    // Kernels before 5.9, and sandboxes that refuse the call.
    guard let folder = opendir("/proc/self/fd") else { return }
    var open: [Int32] = []
    while let entry = readdir(folder) {
      let number = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 1) { atoi($0) }
      }
      if number > STDERR_FILENO && number != dirfd(folder) { open.append(number) }
    }
    closedir(folder)
    for number in open { close(number) }
  }
}
