import Glibc
import Misc
import Store

/// The mounts of a machine as its processes see them: a mount namespace and a root directory make one view.
struct MountViews {
  struct View {
    /// One that sees it; nil for the lister's own view.
    var process: Int32?
    /// In the kernel's order.
    var mounts: [PlacedMount]

    /// The mount that a path from the root is on; of several on one directory the last, which hides the others.
    func mount(of path: Bytes) -> PlacedMount? {
      var found: PlacedMount?
      for mount in mounts where mount.directory.isDirectory(above: path) {
        if mount.directory.count >= found?.directory.count ?? 0 { found = mount }
      }
      return found
    }
  }

  /// The lister's own comes first.
  private(set) var views: [View] = []
  /// The places of views by the processes that were asked.
  private var byProcess: [Int32: Int] = [:]
  /// All mounts, by their IDs.
  private(set) var mounts: [Int: PlacedMount] = [:]

  /// Asks all processes of procfs: any of them may see mounts that others don't.
  init(_ procfs: Procfs, followsRoots: Bool) {
    var reader = FileReader()
    var byKey: [Key: Int] = [:]
    var byFirstMount: [Int: Int] = [:]
    try? reader.read(Path(procfs.path("self/mountinfo")))
    let own = MountInfo.placedMounts(reader.contents)
    add(View(process: nil, mounts: own))
    if let first = own.first { byFirstMount[first.id] = 0 }
    if let key = Key(procfs.path("self"), followsRoots: followsRoots) { byKey[key] = 0 }
    guard let directory = try? procfs.open() else { return }
    var entries = NumberedEntries()
    while let entry = entries.next(in: directory) {
      let pid = entry.number
      let path = procfs.process(pid)
      let key = Key(path, followsRoots: followsRoots)
      if let key, let known = byKey[key] {
        byProcess[pid] = known
        continue
      }
      // Anyone may read the table, but not see of which namespace it is. IDs of mounts are unique.
      guard (try? reader.read(Path(path + Bytes("/mountinfo")))) != nil else { continue }
      let mounts = MountInfo.placedMounts(reader.contents)
      guard let first = mounts.first else { continue }
      let place: Int
      if let known = byFirstMount[first.id], key == nil || views[known].mounts.count == mounts.count {
        place = known
      } else {
        place = views.count
        byFirstMount[first.id] = byFirstMount[first.id] ?? place
        add(View(process: pid, mounts: mounts))
      }
      byProcess[pid] = place
      if let key { byKey[key] = place }
    }
  }

  /// Of tables as they are.
  init(_ views: [View]) {
    for (place, view) in views.enumerated() {
      add(view)
      if let process = view.process { byProcess[process] = place }
    }
  }

  private mutating func add(_ view: View) {
    views.append(view)
    for mount in view.mounts where mounts[mount.id] == nil { mounts[mount.id] = mount }
  }

  var own: View { views[0] }

  /// What a process sees; nil where that isn't known.
  func view(of process: Int32) -> View? { byProcess[process].map { views[$0] } }

  /// The mounts that go with one when it is unmounted: those at the same place on mounts that are told of it
  /// (mount_namespaces(7)). Each that is in use keeps it from being unmounted, but for those with others on them,
  /// which stay (fs/pnode.c, propagate_mount_busy).
  func copies(of mount: PlacedMount) -> [PlacedMount] {
    guard let parent = mounts[mount.place.parent], parent.id != mount.id else { return [] }
    let place = parent.inside(mount.directory)
    let told = self.told(by: parent)
    if told.isEmpty { return [] }
    return mounts.values.filter { copy in
      guard copy.id != mount.id, told.contains(copy.place.parent), let parent = mounts[copy.place.parent]
      else { return false }
      return parent.inside(copy.directory) == place && !hasMountsBelow(copy)
    }
  }

  /// The IDs of the mounts that are told of what is unmounted on one.
  private func told(by mount: PlacedMount) -> Set<Int> {
    var told: Set<Int> = []
    var groups: Set<UInt64> = []
    var waiting = mount.place.peerGroup.map { [$0] } ?? []
    while let group = waiting.popLast() {
      if !groups.insert(group).inserted { continue }
      for other in mounts.values where other.place.peerGroup == group || other.place.masterGroup == group {
        told.insert(other.id)
        if let next = other.place.peerGroup { waiting.append(next) }
      }
    }
    told.remove(mount.id)
    return told
  }

  /// One that covers the whole of it doesn't count.
  private func hasMountsBelow(_ mount: PlacedMount) -> Bool {
    mounts.values.contains {
      $0.place.parent == mount.id && $0.id != mount.id && $0.directory != mount.directory
    }
  }
}

extension MountViews {
  /// What tells a view apart: the inode of the mount namespace, and the mount and inode of the root directory.
  private struct Key: Hashable {
    var namespace: UInt64
    var rootMount: UInt64 = 0
    var root: UInt64 = 0

    /// Nil where the process may not be looked into. To follow the link to a root directory may ask a server.
    init?(_ process: Bytes, followsRoots: Bool) {
      let namespace = Path(process + Bytes("/ns/mnt")).withPointer { FileStatus.of($0) }
      guard case .success(let status) = namespace else { return nil }
      self.namespace = status.inode
      if !followsRoots { return }
      let root = Path(process + Bytes("/root")).withPointer {
        FileStatus.withMount($0, in: AT_FDCWD, isRemembered: true)
      }
      guard case .success((let directory, let mount)) = root else { return nil }
      rootMount = mount
      self.root = directory.inode
    }
  }
}
