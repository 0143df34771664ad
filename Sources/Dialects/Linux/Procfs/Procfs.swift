import Glibc
import Misc
import Store

/// The procfs that is read (proc(5)): the machine's own, or one that a test has laid out or recorded.
struct Procfs: Sendable, Equatable {
  /// The path of its root, without a slash at its end.
  let root: Bytes

  init(root: Bytes = Bytes("/proc")) { self.root = root }

  /// What the kernel puts behind the path of a removed file, in links and in maps (fs/d_path.c).
  static let deletedSuffix = Bytes(" (deleted)")

  /// It is the machine's own: what the kernel tells in other ways belongs to it, and its directories can be sought
  /// through by number.
  var isLive: Bool { root == Bytes("/proc") }

  /// It has the PIDs of the reader's own namespace.
  var isOfReader: Bool {
    var link = LinkReader()
    guard let directory = try? open() else { return false }
    do throws(SystemError) {
      try Path(Bytes("self")).withPointer { (name) throws(SystemError) in try link.read(name, in: directory) }
    } catch {
      return false
    }
    return Bytes(link.contents) == Self.name(of: getpid())
  }

  /// Throws where it isn't mounted: it shows at least the process that reads it.
  func requireMounted() throws(SystemError) {
    if Path(path("self/stat")).withPointer({ access($0, R_OK) }) != 0 { throw .current }
  }

  /// `/proc/name`
  func path(_ name: StaticString) -> Bytes { root + [UInt8(ascii: "/")] + Bytes(name) }

  /// `/proc/PID`
  func process(_ pid: Int32) -> Bytes { root + [UInt8(ascii: "/")] + Self.name(of: pid) }

  /// The directory; `flags` are O_* flags beside O_DIRECTORY.
  func open(flags: Int32 = 0) throws(SystemError) -> FileDescriptor {
    try FileDescriptor.open(Path(root), flags: O_DIRECTORY | flags)
  }

  /// The name of what has a number, such as a process.
  static func name(of number: Int32) -> Bytes {
    var text = ByteBuffer()
    text.append(decimal: Int(number))
    return text.bytes
  }

  /// The directory of a task in that of its process: `task/TID`
  static func task(_ tid: Int32) -> Bytes { Bytes("task/") + name(of: tid) }
}
