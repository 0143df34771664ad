import CBPF
import CSystem
import Glibc
import Misc
import Proc
import Store
import Version

/// Which files the kernel picks for a request. What it can't tell apart it picks as well: each is judged again.
struct WantedFiles: Sendable {
  /// Some descriptors are left out.
  private(set) var isFiltered = false
  /// Some mappings are left out.
  private(set) var filtersMappings = false
  private(set) var descriptors = true
  private(set) var mappings = true
  /// A process that has nothing which is picked, neither a descriptor nor anything else, need not be looked at.
  private(set) var decidesProcesses = false
  /// Processes are told of, beside what they have open.
  private(set) var processes = true
  /// Other tasks of them as well.
  private var tasks = false
  /// Where their links lead to.
  private var links = true
  /// Whether files may be locked.
  private var locks = true
  /// What tables of sockets tell is wanted of them.
  private(set) var tellsSockets = false
  private var sockets = true
  /// Knows which of them matter, once it has read its tables; nil where all do.
  private var socketSource: SocketSource?
  private var families = SocketFamilies.all
  private var others = true
  /// The names that others have to have; nil for any.
  private var names: Names?
  /// The files that have the names, where descriptors of them help.
  private var targets: [FileTarget] = []
  /// The only processes that are wanted; empty for any.
  private var pids: [Int32] = []

  /// Of others, only files that may be this directory or below it.
  private var directory: FileIdentity?

  /// What identifies the files of some names.
  private struct Names: Sendable {
    var inodes: [UInt64] = []
    /// All files on these.
    var devices: Set<UInt32> = []
    /// Maps may have other numbers for a file.
    var areOtherInMaps = false
  }

  /// All of them.
  init() {}

  /// Those of processes that may be a directory or below it.
  init(below directory: FileIdentity) {
    self.directory = directory
    isFiltered = true
    filtersMappings = true
    decidesProcesses = true
    sockets = false
    links = false
    locks = false
  }

  /// Nothing but the further tasks of processes.
  init(tasksFor request: Request) {
    self.init()
    (descriptors, mappings, links) = (false, false, false)
    tasks = true
    pids = Self.pids(request)
  }

  init(_ context: ScanContext) {
    let request = context.request
    let prefilter = context.prefilter
    // Whatever a process matches.
    let ofProcess = request.selection.selectors.intersection(.ofProcess)
    descriptors = !prefilter.needsOneRow && prefilter.mayListDescriptors(ofProcess)
    mappings =
      !prefilter.needsOneRow
      && [.memory, .deletedMemory].contains { prefilter.mayListNode(ofProcess, $0) }
    pids = Self.pids(request)
    if descriptors, let told = context.sockets.told {
      tellsSockets = true
      if prefilter.seeksOnlySockets { families = told.families }
    }
    if prefilter.seeksOnlySockets {
      isFiltered = true
      others = false
      mappings = false
      links = false
      // Not to have the others told is worth the wait for the tables.
      if !tellsSockets { socketSource = context.sockets }
    } else if let names = Self.names(request, prefilter) {
      self.names = names
      isFiltered = true
      filtersMappings = !names.areOtherInMaps
      // A socket has another inode than the file that it is bound to.
      sockets = context.sockets.load().hasCandidates
      socketSource = context.sockets
      decidesProcesses = filtersMappings && request.selection.selectors == .name
      if decidesProcesses && names.devices.isEmpty && !request.blockingPolicy.avoidsBlocking {
        targets = request.selection.files
      }
    }
    processes = decidesProcesses || context.mayTellProcesses
    tasks = context.listsTasks
    locks = context.locks.areNeeded
  }

  /// The processes that were named, where that are few.
  private static func pids(_ request: Request) -> [Int32] {
    guard let named = ProcessList.named(request), named.count <= Int(CBPF_MOST_PIDS) else { return [] }
    return named.sorted()
  }

  /// The names that were given, where nothing else decides.
  private static func names(_ request: Request, _ prefilter: SelectionPrefilter) -> Names? {
    let selection = request.selection
    guard selection.selectors.subtracting(.ofProcess) == .name,
      prefilter.needsName(selection.selectors.intersection(.ofProcess)),
      !Build.hasDeviceCache, request.blockingPolicy.exemptions.isEmpty
    else { return nil }
    var names = Names()
    for target in selection.files {
      if target.isBlockDevice { return nil }
      if target.mountDevice != nil { names.areOtherInMaps = true }
      if target.isFileSystem {
        if target.mountDevice != nil { return nil }
        names.devices.insert(target.identity.device.kernel)
      } else {
        names.inodes.append(target.identity.inode)
      }
    }
    return names.devices.count <= Int(CBPF_MOST_DEVICES) ? names : nil
  }

  /// What saves a look at most inodes as long as descriptors are read, where it can be had.
  func openNamed() -> NamedFiles? {
    targets.isEmpty ? nil : NamedFiles(targets, most: Int(CBPF_MOST_NAMED))
  }

  /// `named` is open until they have been read.
  func openDescriptors(_ named: NamedFiles? = nil) throws(SystemError) -> KernelIterator {
    if !tellsSockets {
      // Linux before 6.2 lacks what it needs, bpf_rdonly_cast. What may not be loaded may not be by another program.
      do throws(SystemError) { return try openUnheld(named) } catch { if error.code == EPERM { throw error } }
    }
    return KernelIterator(
      try open(
        tellsSockets ? cbpf_open_sockets : cbpf_open_files, names: names, named: named,
        socketInodes: socketSource?.load().candidates))
  }

  private func openUnheld(_ named: NamedFiles?) throws(SystemError) -> KernelIterator {
    var records: UnsafeMutablePointer<cbpf_records>?
    let load = picks ? cbpf_picked_files : cbpf_unheld_files
    // Paths are told as seen from it.
    let root = picks ? FileDescriptor(owning: -1) : try .open(Path("/"), flags: csystem_o_path)
    let descriptor = try open(
      { load($0, &records) }, names: names, named: named, selectsSockets: socketSource != nil,
      root: root.number)
    guard let records else { throw .noEntry }
    if let socketSource {
      // Their tables are read while it is loaded.
      if let inodes = socketSource.load().candidates {
        for inode in inodes { cbpf_add_socket_inode(records, inode) }
      } else {
        cbpf_add_all_sockets(records)
      }
    }
    return KernelIterator(descriptor, writingTo: records, needing: root)
  }

  func openMappings() throws(SystemError) -> KernelIterator {
    KernelIterator(try open(cbpf_mappings, names: filtersMappings ? names : nil))
  }

  func openProcesses() throws(SystemError) -> KernelIterator {
    KernelIterator(try open(links || directory != nil ? cbpf_processes : cbpf_processes_alone))
  }

  /// Few descriptors are wanted, whose paths can be asked of procfs, or only those of sockets.
  private var picks: Bool { !others || names.map { $0.devices.isEmpty } ?? false }

  /// Whether a file has one of the names, where these are wanted.
  func mayInclude(_ file: FileIdentity) -> Bool {
    guard let names else { return true }
    return names.inodes.contains(file.inode) || names.devices.contains(file.device.kernel)
  }

  /// CBPF_*_SOCKETS
  private var kernelFamilies: UInt32 {
    var bits: Int32 = 0
    if !families.isDisjoint(with: [.internet, .raw6, .others]) { bits |= CBPF_INTERNET_SOCKETS }
    if families.contains(.unix) { bits |= CBPF_UNIX_SOCKETS }
    if families.contains(.others) { bits |= CBPF_OTHER_SOCKETS }
    return UInt32(bits)
  }

  /// Loads an iterator. Of sockets only those with some inodes matter, where `socketInodes` has them, or the iterator
  /// `selectsSockets` by those that it is told later.
  private func open(
    _ load: (UnsafePointer<cbpf_selection>?) -> Int32, names: Names? = nil, named: NamedFiles? = nil,
    socketInodes: [UInt64]? = nil, selectsSockets: Bool = false, root: Int32 = -1
  ) throws(SystemError) -> FileDescriptor {
    let selection = UnsafeMutablePointer<cbpf_selection>.allocate(capacity: 1)
    defer { selection.deallocate() }
    selection.initialize(to: cbpf_selection())
    selection.pointee.wants_sockets = sockets ? 1 : 0
    selection.pointee.families = kernelFamilies
    selection.pointee.wants_others = others ? 1 : 0
    selection.pointee.root = root
    selection.pointee.wants_names = names == nil ? 0 : 1
    selection.pointee.wants_tasks = tasks ? 1 : 0
    selection.pointee.wants_links = links ? 1 : 0
    selection.pointee.wants_locks = locks ? 1 : 0
    if let directory {
      selection.pointee.wants_directory = 1
      selection.pointee.directory_device = directory.device.kernel
      selection.pointee.directory_inode = directory.inode
    }
    selection.pointee.wants_socket_inodes = selectsSockets || socketInodes != nil ? 1 : 0
    for inode in socketInodes ?? [] { cbpf_add_inode(selection, inode) }
    for inode in names?.inodes ?? [] { cbpf_add_inode(selection, inode) }
    for device in names?.devices ?? [] { cbpf_add_device(selection, device) }
    for pid in pids { cbpf_add_pid(selection, pid) }
    for descriptor in named?.descriptors ?? [] { cbpf_add_named(selection, descriptor) }
    return try FileDescriptor(opened: load(selection))
  }
}
