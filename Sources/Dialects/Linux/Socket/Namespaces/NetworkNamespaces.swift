import CSystem
import Glibc
import Misc
import Store

/// The network namespaces of a machine, as far as they can be found: those of processes, and those that have a name.
final class NetworkNamespaces: Sendable {
  /// ip-netns(8) mounts a file of nsfs here for each namespace that it has named.
  private static let directory = Bytes("/run/netns")

  /// The lister's own.
  let own: UInt64
  /// Those to be described, but for ``own``.
  var others: [NetworkNamespace] { survey.others }
  /// ``own`` is to be described.
  let includesOwn: Bool
  /// What is found by a look at all processes, when it is first needed.
  private let surveyed = Locked<Survey?>(nil)
  /// What is known without.
  private let found: Found
  private let included: Set<UInt64>
  private let wanted: NetworkNamespaceSet
  private let procfs: Procfs
  private let excluded: Set<UInt64>
  private let names: [UInt64: Bytes]

  /// Throws where a namespace that was named isn't there, unless it may have gone.
  init(
    _ set: NetworkNamespaceSet, _ procfs: Procfs, _ probe: any PathProbe, mayLack: Bool
  ) throws(ScanError) {
    let own = try Self.status(of: procfs.path("self/ns/net"), probe)
    self.own = own.inode
    wanted = set
    self.procfs = procfs
    let named = Self.named(on: own.device, probe)
    var names: [UInt64: Bytes] = [:]
    for (inode, name) in named.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) })
    where names[inode] == nil {
      names[inode] = name
    }
    self.names = names
    var excluded: Set<UInt64> = []
    func find(_ name: NetworkNamespaceSet.Name) throws(ScanError) -> NetworkNamespace? {
      do throws(ScanError) { return try Self.find(name, procfs, own, probe) } catch {
        if mayLack { return nil }
        throw error
      }
    }
    for name in set.excluded { if let namespace = try find(name) { excluded.insert(namespace.inode) } }
    self.excluded = excluded
    var found = Found()
    var included: Set<UInt64> = []
    for name in set.included {
      guard let namespace = try find(name) else { continue }
      included.insert(namespace.inode)
      found.add(namespace)
    }
    if set.includesAll {
      for (inode, name) in names { found.add(Self.namespace(inode, name)) }
    }
    self.found = found
    self.included = included
    includesOwn = !excluded.contains(own.inode) && (set.includesAll || included.contains(own.inode))
  }

  private struct Survey {
    var others: [NetworkNamespace]
    var inodes: Set<UInt64>
    /// Namespaces of processes that may not be looked into, which so can't be described; 0 where they are not asked
    /// for.
    var hiddenCount: Int
  }

  private var survey: Survey {
    surveyed.withLock { surveyed in
      if let surveyed { return surveyed }
      var found = found
      let hiddenCount = found.addProcesses(in: procfs)
      let others = found.namespaces.values.filter {
        $0.inode != own && !excluded.contains($0.inode)
          && (wanted.includesAll || included.contains($0.inode))
      }.sorted { $0.inode < $1.inode }
      let survey = Survey(
        others: others, inodes: Set(found.namespaces.keys), hiddenCount: wanted.includesAll ? hiddenCount : 0)
      surveyed = survey
      return survey
    }
  }

  /// Whether the sockets of a namespace are described where a process has one of them, and whether the namespace of one
  /// that no table has is asked for. What neither is known by a process nor has a name counts as that of the holder
  /// where this is in one that is left out.
  func home(_ inode: UInt64, heldBy holder: Int32) -> (isDescribed: Bool, isAsked: Bool) {
    if !wanted.includesAll { return (included.contains(inode) && !excluded.contains(inode), false) }
    if excluded.isEmpty { return (true, wantsOrphans) }
    let isAsked = wantsOrphans && !excludes(process: holder)
    if excluded.contains(inode) { return (false, isAsked) }
    return (isAsked || inode == own || survey.inodes.contains(inode), isAsked)
  }

  /// Whether one that neither has a name nor is known by a process is to be described.
  func wants(_ inode: UInt64) -> Bool { wanted.includesAll && !excluded.contains(inode) }

  /// Whether a process is in a namespace that is left out.
  func excludes(process: Int32) -> Bool {
    if excluded.isEmpty { return false }
    guard let directory = try? FileDescriptor.open(Path(procfs.process(process)), flags: O_DIRECTORY) else {
      return false
    }
    return Self.namespace(of: directory).map(excluded.contains) ?? false
  }

  /// Whether such are to be described, and can be: only root may ask for the namespace of another's socket.
  var wantsOrphans: Bool { wanted.includesAll && geteuid() == 0 }

  /// Says how many namespaces there are at least whose sockets are not described: `unreadable` of those that have been
  /// found can't be read. Some of these may be the ones that processes which can't be looked into are in.
  func warnOfHidden(unreadable: Int, _ diagnostics: Diagnostics) {
    let count = max(survey.hiddenCount, unreadable)
    if count == 0 { return }
    diagnostics.warning {
      $0.append(decimal: count)
      $0.append(count == 1 ? " network namespace" : " network namespaces")
      $0.append(" could not be entered, so that sockets in there are not described")
    }
  }

  /// The name, or `net:[N]` as the kernel's links have it.
  func name(of inode: UInt64) -> Bytes {
    if let name = names[inode] { return name }
    var text = ByteBuffer()
    text.append("net:[")
    text.append(decimal: inode)
    text.append("]")
    return text.bytes
  }

  /// The namespace of the process with this directory in procfs; nil where it may not be known. Where the first thread
  /// has ended, another has it.
  static func namespace(of process: borrowing FileDescriptor) -> UInt64? {
    switch inode(Path("ns/net"), in: process) {
    case .success(let inode): return inode
    case .failure(let error) where error != .noEntry: return nil
    case .failure: break
    }
    for task in survivors(of: process) {
      if case .success(let inode) = inode(Path(task + Bytes("/ns/net")), in: process) { return inode }
    }
    return nil
  }

  private static func inode(
    _ path: borrowing Path, in directory: borrowing FileDescriptor
  ) -> Result<UInt64, SystemError> {
    let number = directory.number
    return path.withPointer { FileStatus.of($0, in: number) }.map(\.inode)
  }

  /// The directories of a process's tasks, as `task/TID`.
  private static func survivors(of process: borrowing FileDescriptor) -> [Bytes] {
    guard let directory = try? process.open(Path("task"), flags: O_DIRECTORY) else { return [] }
    var entries = NumberedEntries()
    var tasks: [Bytes] = []
    while let entry = entries.next(in: directory) { tasks.append(Procfs.task(entry.number)) }
    return tasks
  }

  private static func namespace(_ inode: UInt64, _ name: Bytes) -> NetworkNamespace {
    NetworkNamespace(inode: inode, files: [directory + [UInt8(ascii: "/")] + name])
  }

  private static func named(
    on nsfs: DeviceNumber, _ probe: any PathProbe
  ) -> [(inode: UInt64, name: Bytes)] {
    var named: [(inode: UInt64, name: Bytes)] = []
    var names: [Bytes] = []
    _ = probe.forEachEntry(of: directory) { names.append(Bytes($0.name)) }
    for name in names {
      let path = directory + [UInt8(ascii: "/")] + name
      // A plain file is what is left of one that is gone, and anything can be mounted on it.
      guard case .success(let status) = probe.status(of: path, followsLinks: false), status.device == nsfs,
        NetworkNamespace.open(path) != nil
      else { continue }
      named.append((status.inode, name))
    }
    return named
  }

  private static func find(
    _ name: NetworkNamespaceSet.Name, _ procfs: Procfs, _ own: FileStatus, _ probe: any PathProbe
  ) throws(ScanError) -> NetworkNamespace {
    switch name {
    case .own: return NetworkNamespace(inode: own.inode)
    case .process(let pid):
      let path = procfs.process(pid) + Bytes("/ns/net")
      return NetworkNamespace(inode: try status(of: path, probe).inode, process: pid, files: [path])
    case .name(let name): return try file(directory + [UInt8(ascii: "/")] + name, own, probe)
    case .path(let path):
      // To open it could do something that only the owner of the privileges may.
      if csystem_has_privileges() {
        throw ScanError(message: Bytes("a privileged copy takes no path of a network namespace: ") + path)
      }
      return try file(path, own, probe)
    }
  }

  private static func file(
    _ path: Bytes, _ own: FileStatus, _ probe: any PathProbe
  ) throws(ScanError) -> NetworkNamespace {
    let status = try status(of: path, probe)
    if status.device != own.device || NetworkNamespace.open(path) == nil {
      throw ScanError(message: Bytes("not a network namespace: ") + path)
    }
    return NetworkNamespace(inode: status.inode, files: [path])
  }

  private static func status(of path: Bytes, _ probe: any PathProbe) throws(ScanError) -> FileStatus {
    switch probe.status(of: path, followsLinks: true) {
    case .success(let status): return status
    case .failure(let error):
      throw ScanError(message: Bytes("network namespace can't be had: ") + path + Bytes(": ") + error.text)
    }
  }

  /// What has been found.
  private struct Found {
    var namespaces: [UInt64: NetworkNamespace] = [:]

    mutating func add(_ new: NetworkNamespace) {
      guard var known = namespaces[new.inode] else {
        namespaces[new.inode] = new
        return
      }
      known.files += new.files
      known.process = known.process ?? new.process
      namespaces[new.inode] = known
    }

    /// Adds those of all processes. Returns how many namespaces there are of which the lister knows no more than that
    /// some process is in them: each has a file in procfs, whose inode is no other's (fs/proc/proc_net.c).
    mutating func addProcesses(in procfs: Procfs) -> Int {
      var hidden: Set<UInt64> = []
      guard let directory = try? procfs.open() else { return 0 }
      func table(_ pid: Int32) -> UInt64? {
        try? NetworkNamespaces.inode(Path(Procfs.name(of: pid) + Bytes("/net/dev")), in: directory).get()
      }
      var entries = NumberedEntries()
      while let entry = entries.next(in: directory) {
        let name = Procfs.name(of: entry.number)
        switch NetworkNamespaces.inode(Path(name + Bytes("/ns/net")), in: directory) {
        case .success(let namespace):
          if namespaces[namespace]?.process != nil { continue }
          let file = procfs.process(entry.number) + Bytes("/ns/net")
          add(NetworkNamespace(inode: namespace, process: entry.number, files: [file]))
        case .failure(.noEntry): addTasks(of: entry.number, in: procfs, directory)
        case .failure: if let table = table(entry.number) { hidden.insert(table) }
        }
      }
      if hidden.isEmpty { return 0 }
      for namespace in namespaces.values {
        if let process = namespace.process, let table = table(process) { hidden.remove(table) }
      }
      return hidden.count
    }

    /// Where the first thread has ended, the others still are somewhere.
    private mutating func addTasks(of pid: Int32, in procfs: Procfs, _ directory: borrowing FileDescriptor) {
      guard let process = try? directory.open(Path(Procfs.name(of: pid)), flags: O_DIRECTORY) else { return }
      for task in NetworkNamespaces.survivors(of: process) {
        let file = task + Bytes("/ns/net")
        guard case .success(let namespace) = NetworkNamespaces.inode(Path(file), in: process),
          namespaces[namespace] == nil
        else { continue }
        add(NetworkNamespace(inode: namespace, files: [procfs.process(pid) + [UInt8(ascii: "/")] + file]))
      }
    }
  }
}
