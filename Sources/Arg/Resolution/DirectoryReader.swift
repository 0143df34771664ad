import Misc
import Store

/// Reads directories and tells what their entries are, as far as `+d` and `+D` take them.
struct DirectoryReader: Sendable {
  struct Directory: Sendable {
    var path: Bytes
    /// The path from the root, by which the mount table knows it; nil where the working directory has none.
    var place: Bytes?
    var device: DeviceNumber
  }

  struct Entry: Sendable {
    var path: Bytes
    var place: Bytes?
    var type: InodeType
    var inode: UInt64
  }

  let links: LinkResolver
  let mounts: MountTable
  /// `-x f`
  let crossesFileSystems: Bool
  /// `-x l`
  let followsLinks: Bool
  let diagnostics: Diagnostics

  /// What the directory itself tells of an entry that is neither a directory nor a link: its inode, and
  /// so which file it is. Nil where only a stat can tell.
  func identity(of entry: Entry, in directory: Directory, _ device: DeviceNumber) -> FileIdentity? {
    switch entry.type {
    case .regular, .socket, .fifo, .character, .block: break
    default: return nil
    }
    if directory.device != device || !mounts.listsInodes(directory.device) { return nil }
    guard let place = entry.place, mounts.mount(at: place) == nil else { return nil }
    return FileIdentity(device: directory.device, inode: entry.inode)
  }

  /// What an entry is, or nil where it is not wanted or gone.
  func status(of entry: Entry, on device: DeviceNumber, _ mixed: DeviceNumber?) -> FileStatus? {
    if entry.type == .link && !followsLinks { return nil }
    if !crossesFileSystems, let other = links.probe.blockingDevice(of: entry.path), other != device {
      return nil
    }
    guard let status = status(of: entry.path, followsLinks: false) else { return nil }
    if !crossesFileSystems && status.device != device {
      if mixed == nil || mounts.mixedDevice(of: entry.place) != mixed { return nil }
    }
    if !status.isLink { return status }
    return followsLinks ? self.status(of: entry.path, followsLinks: true) : nil
  }

  private func status(of path: Bytes, followsLinks: Bool) -> FileStatus? {
    switch links.probe.status(of: path, followsLinks: followsLinks) {
    case .success(let status): return status
    case .failure(let error):
      if error != .noEntry { warn("can't stat", path, error) }
      return nil
    }
  }

  /// Visits the entries of a directory in the kernel's order, without `.` and `..`, and of these only those that are
  /// wanted by their type and inode number.
  func forEachEntry(
    of directory: Directory, where isWanted: (InodeType, UInt64) -> Bool = { _, _ in true },
    _ body: (Entry) -> Void, until isDone: () -> Bool = { false }
  ) {
    let slash = UInt8(ascii: "/")
    func prefix(_ path: Bytes) -> Bytes { path.last == slash ? path : path + [slash] }
    func join(_ prefix: Bytes, _ name: UnsafeRawBufferPointer) -> Bytes {
      var path = Bytes()
      path.reserveCapacity(prefix.count + name.count)
      path += prefix
      path += name
      return path
    }
    let (ownPrefix, placePrefix) = (prefix(directory.path), directory.place.map(prefix))
    let isPlace = placePrefix == ownPrefix
    let error = links.probe.forEachEntry(of: directory.path) { entry in
      if !isWanted(entry.type, entry.inode) { return }
      let path = join(ownPrefix, entry.name)
      let place = isPlace ? path : placePrefix.map { join($0, entry.name) }
      body(Entry(path: path, place: place, type: entry.type, inode: entry.inode))
    } until: {
      isDone()
    }
    if let error, error != .noEntry { warn("can't open the directory", directory.path, error) }
  }

  func warn(_ text: StaticString, _ path: Bytes, _ error: SystemError) {
    diagnostics.warning {
      $0.append(text)
      $0.append(" ")
      diagnostics.escaper.append(path, to: &$0)
      $0.append(": ")
      $0.append(error.text)
    }
  }
}
