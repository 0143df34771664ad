import CSystem
import Misc
import Store

/// A network namespace (network_namespaces(7)), and how to get to it.
struct NetworkNamespace: Sendable {
  /// Its number in nsfs, which the links in /proc/PID/ns show.
  let inode: UInt64
  /// A process in it; nil where none is known.
  var process: Int32?
  /// Files that stand for it, such as /run/netns/NAME, and /proc/PID/ns/net for the process.
  var files: [Bytes] = []

  /// Opens it; nil where it can't be had, or is another by now.
  func open() -> FileDescriptor? {
    for file in files {
      guard let descriptor = Self.open(file) else { continue }
      if (try? FileStatus.of(descriptor).get())?.inode == inode { return descriptor }
    }
    return nil
  }

  /// No file stands for it any more.
  var hasGone: Bool {
    files.allSatisfy { file in
      switch Path(file).withPointer({ FileStatus.of($0) }) {
      case .success(let status): status.inode != inode
      case .failure(let error): error.isOfMissing
      }
    }
  }

  /// Opens a file of nsfs; nil where it can't be opened, or stands for a namespace of another kind.
  static func open(_ file: Bytes) -> FileDescriptor? {
    guard let descriptor = try? FileDescriptor.open(Path(file)),
      csystem_is_network_namespace(descriptor.number)
    else { return nil }
    return descriptor
  }
}
