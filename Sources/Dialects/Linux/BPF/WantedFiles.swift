import CBPF
import Misc
import Proc
import Store
import Version

/// Which descriptors the kernel picks for a request. What it can't tell apart it picks as well: each is judged again.
struct WantedFiles {
  /// Some descriptors are left out.
  private(set) var isFiltered = false
  private var sockets = true
  private var others = true
  /// The inode numbers of the other files; nil for any.
  private var inodes: [UInt64]?

  /// All of them.
  init() {}

  init(_ context: ScanContext) {
    let selection = context.request.selection
    if context.prefilter.seeksOnlySockets {
      isFiltered = true
      others = false
    } else if Self.goesByInode(selection, context.prefilter) {
      isFiltered = true
      inodes = selection.files.map(\.identity.inode)
      // A socket has another inode than the file that it is bound to.
      sockets = context.sockets.load().hasCandidates
    }
  }

  /// Whether nothing but the numbers of files decides, whatever the process matches.
  private static func goesByInode(_ selection: Selection, _ prefilter: SelectionPrefilter) -> Bool {
    selection.selectors.subtracting(.ofProcess) == .name && prefilter.needsName(.ofProcess)
      && selection.files.allSatisfy { !$0.isFileSystem && !$0.isBlockDevice } && !Build.hasDeviceCache
  }

  /// Loads the iterator.
  func openIterator() throws(SystemError) -> FileDescriptor {
    let selection = UnsafeMutablePointer<cbpf_selection>.allocate(capacity: 1)
    defer { selection.deallocate() }
    selection.initialize(to: cbpf_selection())
    selection.pointee.wants_sockets = sockets ? 1 : 0
    selection.pointee.wants_others = others ? 1 : 0
    selection.pointee.wants_inodes = inodes == nil ? 0 : 1
    for inode in inodes ?? [] { cbpf_add_inode(selection, inode) }
    return try FileDescriptor(opened: cbpf_open_files(selection))
  }
}
