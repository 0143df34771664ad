import Glibc
import Misc
import Proc
import Store

/// Leaves out, with a call or two for each, processes of which nothing can be listed. What it lets pass is
/// still to be judged.
struct ProcessPrefilter: ~Copyable {
  private enum Kind {
    case open
    /// Nothing is listed of a process whose command doesn't match (`-c`).
    case command
    /// Nothing is listed of a process whose user doesn't match (`-u`).
    case user
  }

  private let kind: Kind

  init(_ request: Request) {
    let selection = request.selection
    let ofProcess = selection.selectors.intersection(.ofProcess)
    let isDecisive = selection.requiresAll || selection.selectors == ofProcess
    kind =
      if selection.isEverything || !isDecisive || request.output.needsOthers {
        .open
      } else {
        switch ofProcess {
        case .command: .command
        case .user: .user
        default: .open
        }
      }
  }

  /// Whether most processes may be left out.
  var isSelective: Bool { kind != .open }

  /// Whether the process with this name in `procfs` may match.
  func passes(
    _ name: Bytes, in procfs: borrowing FileDescriptor, _ matcher: borrowing ProcessMatcher,
    with reader: inout FileReader
  ) -> Bool {
    switch kind {
    case .open: return true
    case .command:
      let path = Path(name + Bytes("/comm"))
      guard (try? reader.read(path, in: procfs.number, isOneRecord: true)) != nil else { return true }
      // proc_pid_comm(5): the name and a newline.
      let contents = reader.contents
      return matcher.mayMatch(command: ProcessStat.command(contents.extracting(droppingLast: 1)).span)
    case .user:
      let status = Path(name).withPointer { FileStatus.of($0, in: procfs.number) }
      guard case .success(let status) = status else { return false }
      return matcher.mayMatch(uid: status.owner)
    }
  }
}
