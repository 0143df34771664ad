import CSystem
import Glibc
import Misc
import Store

/// Which processes a scan has to visit.
enum ProcessList {
  /// PIDs in ascending order: those that `-p` names if no other can be listed, else all of /proc.
  static func pids(for request: Request) throws(ScanError) -> [Int32] {
    let selection = request.selection
    let isLimited =
      !selection.isEverything && selection.selectors.contains(.pid)
      && (selection.requiresAll || selection.selectors == .pid)
      && request.output.endpoints == .hidden
    if isLimited {
      return Set(selection.pids.filter { !$0.isExcluded }.map(\.id)).sorted()
    }
    guard let folder = FileDescriptor.open(Path("/proc"), flags: O_DIRECTORY) else {
      throw ScanError(message: Bytes("can't open /proc: ") + SystemError.current.text)
    }
    var reader = FolderReader()
    var pids: [Int32] = []
    while let entry = reader.next(in: folder) { pids.append(entry.number) }
    return pids.sorted()
  }
}
