import Glibc
import Misc
import Store

/// HASKERNIDCK: whether the kernel is the one that the program was built for.
enum KernelCheck {
  static func warn(builtOn release: StaticString, _ diagnostics: Diagnostics) {
    var system = utsname()
    if uname(&system) != 0 { return }
    let running = withUnsafeBytes(of: &system.release) { Bytes($0.prefix { $0 != 0 }) }
    if running == Bytes(release) { return }
    diagnostics.warning {
      $0.append("built for kernel ")
      $0.append(release)
      $0.append(", and this is ")
      diagnostics.escaper.append(running, to: &$0)
    }
  }
}
