import CSystem
import Glibc
import Misc
import Store

/// Descriptors of the files that have names which are searched for. By them the kernel knows the inodes of these, so
/// that a program need not look at the inodes of all that is open.
final class NamedFiles: Sendable {
  /// They are closed with this.
  let descriptors: [Int32]

  /// Nil where these files are too many, or one can't be opened or is another one by now.
  init?(_ targets: [FileTarget], most: Int) {
    if targets.count > most { return nil }
    descriptors = targets.compactMap(Self.open)
    if descriptors.count < targets.count { return nil }
  }

  deinit { for descriptor in descriptors { close(descriptor) } }

  /// Opened for its path, a file is not waited for, and no driver is asked (open(2), O_PATH).
  private static func open(_ target: FileTarget) -> Int32? {
    let number = Path(target.path).withPointer { csystem_open($0, csystem_o_path | O_CLOEXEC, 0) }
    if number < 0 { return nil }
    if case .success(let status) = FileStatus.of(descriptor: number), status.identity == target.identity {
      return number
    }
    close(number)
    return nil
  }
}
