import Misc
import Node
import Proc
import Store

/// Whether a scan takes less time by BPF than by procfs.
///
/// To load the iterators and to unload them takes 5 to 10 ms of a processor, whatever is listed, and then they visit
/// all descriptors of the machine. Measured on two processors, with 100 descriptors in each process, both take as
/// long at about 3,000 descriptors, whether everything is listed, sockets are, or a file is searched for. At 10,000
/// BPF takes half the time. Elsewhere the kernel may take twice as long to load, and the files that it counts are
/// also those that are only mapped: so it takes more of them here.
struct ScanCost {
  private static let fewestOpenFiles = 10_000
  /// A container's processes may be few on a machine with many files.
  private static let fewestProcesses = 64

  /// The request lets most processes pass, and descriptors of theirs may be listed.
  let favoursBPF: Bool

  /// `pids` are the processes that will be visited.
  init(_ context: ScanContext, _ pids: [Int32]) {
    let ofProcess = context.request.selection.selectors.intersection(.ofProcess)
    favoursBPF =
      pids.count >= Self.fewestProcesses && !context.prefilter.needsOneRow
      && context.prefilter.mayListDescriptors(ofProcess) && !ProcessPrefilter(context.request).isSelective
  }

  /// proc_sys_fs(5): the files that are open on the whole machine come first in file-nr.
  static func manyFilesAreOpen(_ procfs: Procfs) -> Bool {
    var reader = FileReader()
    let path = Path(procfs.path("sys/fs/file-nr"))
    guard (try? reader.read(path, isOneRecord: true)) != nil else { return false }
    var line = TextCursor(reader.contents)
    return line.decimal() ?? 0 >= fewestOpenFiles
  }
}
