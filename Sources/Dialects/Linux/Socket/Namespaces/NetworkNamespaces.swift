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
  let others: [NetworkNamespace]
  /// ``own`` is to be described.
  let includesOwn: Bool
  /// Namespaces of processes that may not be looked into, which so can't be described.
  let hiddenCount: Int
  private let wanted: NetworkNamespaceSet
  private let excluded: Set<UInt64>
  private let names: [UInt64: Bytes]

  /// Throws where a namespace that was named isn't there.
  init(_ set: NetworkNamespaceSet, _ procfs: Procfs, _ probe: any PathProbe) throws(ScanError) {
    let own = try Self.status(of: procfs.path("self/ns/net"), probe)
    self.own = own.inode
    wanted = set
    let named = Self.named(on: own.device)
    var names: [UInt64: Bytes] = [:]
    for (inode, name) in named.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) })
    where names[inode] == nil {
      names[inode] = name
    }
    self.names = names
    var excluded: Set<UInt64> = []
    for name in set.excluded { excluded.insert(try Self.find(name, procfs, own, probe).inode) }
    self.excluded = excluded
    var found = Found()
    var included: Set<UInt64> = []
    for name in set.included {
      let namespace = try Self.find(name, procfs, own, probe)
      included.insert(namespace.inode)
      found.add(namespace)
    }
    if set.includesAll {
      for (inode, name) in names { found.add(Self.namespace(inode, name)) }
    }
    hiddenCount = found.addProcesses(in: procfs)
    includesOwn = !excluded.contains(own.inode) && (set.includesAll || included.contains(own.inode))
    others = found.namespaces.values.filter {
      $0.inode != own.inode && !excluded.contains($0.inode)
        && (set.includesAll || included.contains($0.inode))
    }.sorted { $0.inode < $1.inode }
  }

  /// Whether one that neither has a name nor is known by a process is to be described.
  func wants(_ inode: UInt64) -> Bool { wanted.includesAll && !excluded.contains(inode) }

  /// Whether such are to be described, and can be: only root may ask for the namespace of another's socket.
  var wantsOrphans: Bool { wanted.includesAll && geteuid() == 0 }

  /// Says, once, how many namespaces there are whose sockets are not described. `others` have been found and can't be
  /// read.
  func tellHidden(beside others: Int, _ diagnostics: Diagnostics) {
    let count = hiddenCount + others
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

  /// The namespace of the process with this directory in procfs; nil where it may not be known.
  static func namespace(of process: borrowing FileDescriptor) -> UInt64? {
    let number = process.number
    return Path("ns/net").withPointer { path in (try? FileStatus.of(path, in: number).get())?.inode }
  }

  private static func namespace(_ inode: UInt64, _ name: Bytes) -> NetworkNamespace {
    NetworkNamespace(inode: inode, files: [directory + [UInt8(ascii: "/")] + name])
  }

  private static func named(on nsfs: DeviceNumber) -> [(inode: UInt64, name: Bytes)] {
    var named: [(inode: UInt64, name: Bytes)] = []
    try? DirectoryEntries.forEach(in: directory) { entry in
      let name = Bytes(entry.name)
      let status = Path(directory + [UInt8(ascii: "/")] + name).withPointer {
        FileStatus.of($0, followsLinks: false)
      }
      // A plain file is what is left of one that is gone.
      if case .success(let status) = status, status.device == nsfs { named.append((status.inode, name)) }
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
    if status.device != own.device {
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
      var namespace = namespaces[new.inode] ?? new
      if namespaces[new.inode] != nil { namespace.files += new.files }
      namespace.process = namespace.process ?? new.process
      namespaces[new.inode] = namespace
    }

    /// Adds those of all processes. Returns how many namespaces there are of which the lister knows no more than that
    /// some process is in them: each has a file in procfs, whose inode is no other's (fs/proc/proc_net.c).
    mutating func addProcesses(in procfs: Procfs) -> Int {
      var hidden: Set<UInt64> = []
      guard let directory = try? procfs.open() else { return 0 }
      func inode(_ pid: Int32, _ file: StaticString) -> UInt64? {
        let number = directory.number
        return Path(Procfs.name(of: pid) + Bytes(file)).withPointer { path in
          (try? FileStatus.of(path, in: number).get())?.inode
        }
      }
      var entries = NumberedEntries()
      while let entry = entries.next(in: directory) {
        guard let namespace = inode(entry.number, "/ns/net") else {
          if let table = inode(entry.number, "/net/dev") { hidden.insert(table) }
          continue
        }
        if namespaces[namespace]?.process != nil { continue }
        add(
          NetworkNamespace(
            inode: namespace, process: entry.number, files: [procfs.process(entry.number) + Bytes("/ns/net")])
        )
      }
      if hidden.isEmpty { return 0 }
      for namespace in namespaces.values {
        if let process = namespace.process, let table = inode(process, "/net/dev") { hidden.remove(table) }
      }
      return hidden.count
    }
  }
}
