import Misc
import Store

/// How calls about a process or task name what they ask for: in its own directory of procfs, which is open, or in that
/// of procfs. A process that the kernel's tables tell of may need no call at all, and its directory is not opened.
struct ProcessPlace {
  /// Nothing in a directory of its own, else `PID/`.
  let prefix: Bytes
  /// What the kernel's tables tell; nil in a directory of its own.
  let told: KernelProcess?
  /// The process is known to be in the lister's mount namespace.
  let sharesMounts: Bool

  /// In the directory of the process or task.
  static let own = ProcessPlace(prefix: [], told: nil, sharesMounts: false)

  /// In the directory of procfs.
  init(of told: KernelProcess, sharesMounts: Bool) {
    self.init(prefix: Procfs.name(of: told.pid) + Bytes("/"), told: told, sharesMounts: sharesMounts)
  }

  private init(prefix: Bytes, told: KernelProcess?, sharesMounts: Bool) {
    self.prefix = prefix
    self.told = told
    self.sharesMounts = sharesMounts
  }

  func path(_ name: StaticString) -> Path { Path(prefix + Bytes(name)) }
  func path(_ name: Bytes) -> Path { Path(prefix + name) }
}
