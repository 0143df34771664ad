import Misc
import Store

/// Collects the files of a directory (`+d`) or of all that is below it (`+D`).
struct DirectoryTree {
  /// How many files are visited before it is asked which are held: until then a walk takes less time.
  private static let shortWalk = 4096

  let links: LinkResolver
  let mounts: MountTable
  /// `-x f`
  let crossesFileSystems: Bool
  /// `-x l`
  let followsLinks: Bool
  /// Where it matters only which files something has, and that one is missing; nil where all must be known.
  let held: HeldTree?
  let diagnostics: Diagnostics

  struct Targets {
    var files: [FileTarget]
    /// ``Selection/holders``
    var holders: Set<Int32>?
  }

  /// The directory and its files, or nil after a message where it is no directory.
  func targets(of search: DirectorySearch) -> Targets? {
    guard let path = links.resolve(search.path)?.withoutTrailingSlashes else { return nil }
    let start: FileStatus
    switch links.probe.status(of: path, followsLinks: true) {
    case .success(let status): start = status
    case .failure(let error):
      warn("can't stat", path, error)
      return nil
    }
    if !start.isDirectory {
      diagnostics.warning {
        $0.append("not a directory: ")
        diagnostics.escaper.append(path, to: &$0)
      }
      return nil
    }
    let top = Directory(path: path, place: links.place(of: path), device: start.device)
    // A file system of subvolumes or layers is one, whatever devices its files have.
    let mixed = mounts.mixedDevice(of: top.place)
    var targets = [target(path, start.identity, mixed)]
    var pending = [top]
    // Links can lead back up.
    var visited: Set<FileIdentity> = [start.identity]
    var found: Targets?
    var mayAsk = held != nil
    while let directory = pending.popLast(), found == nil {
      forEachEntry(of: directory) { entry in
        if targets.count == Self.shortWalk, mayAsk {
          mayAsk = false
          found = heldTargets(of: search, top, targets)
        }
        if let identity = identity(of: entry, in: directory, start.device) {
          targets.append(target(entry.path, identity, mixed, isSocket: entry.type == .socket))
          return
        }
        guard let status = status(of: entry, on: start.device, mixed) else { return }
        targets.append(target(entry.path, status.identity, mixed, isSocket: status.isSocket))
        if search.descends && status.isDirectory && visited.insert(status.identity).inserted {
          pending.append(Directory(path: entry.path, place: entry.place, device: status.device))
        }
      } until: {
        found != nil
      }
    }
    return found ?? Targets(files: targets)
  }

  /// What has been visited and what else of the directory is held, where that is known and one of those that were
  /// visited isn't: the exit status tells that something is missing.
  private func heldTargets(of search: DirectorySearch, _ top: Directory, _ visited: [FileTarget]) -> Targets?
  {
    guard let held, let place = top.place,
      let found = held.files(of: visited[0].identity, at: place, descends: search.descends)
    else { return nil }
    let identities = Set(found.files.map(\.status.identity))
    if visited.dropFirst().allSatisfy({ identities.contains($0.identity) }) { return nil }
    let known = Set(visited.map(\.identity))
    let slash = UInt8(ascii: "/")
    let prefix = top.path.last == slash ? top.path : top.path + [slash]
    let others = found.files.filter { !known.contains($0.status.identity) }.map {
      target(prefix + $0.suffix, $0.status.identity, nil, isSocket: $0.status.isSocket)
    }
    return Targets(files: visited + others, holders: found.holders)
  }

  private struct Directory {
    var path: Bytes
    /// The path from the root, by which the mount table knows it; nil where the working directory has none.
    var place: Bytes?
    var device: DeviceNumber
  }

  private struct Entry {
    var path: Bytes
    var place: Bytes?
    var type: InodeType
    var inode: UInt64
  }

  private func target(
    _ path: Bytes, _ identity: FileIdentity, _ mixed: DeviceNumber?, isSocket: Bool = false
  ) -> FileTarget {
    var target = FileTarget(
      argument: path, path: path, identity: identity, isFileSystem: false, isSocket: isSocket,
      mountDevice: mixed)
    target.isOfDirectory = true
    return target
  }

  /// What the directory itself tells of an entry that is neither a directory nor a link: its inode, and
  /// so which file it is. Nil where only a stat can tell.
  private func identity(
    of entry: Entry, in directory: Directory, _ device: DeviceNumber
  ) -> FileIdentity? {
    switch entry.type {
    case .regular, .socket, .fifo, .character, .block: break
    default: return nil
    }
    if directory.device != device || !mounts.listsInodes(directory.device) { return nil }
    guard let place = entry.place, mounts.mount(at: place) == nil else { return nil }
    return FileIdentity(device: directory.device, inode: entry.inode)
  }

  /// What an entry is, or nil where it is not wanted or gone.
  private func status(of entry: Entry, on device: DeviceNumber, _ mixed: DeviceNumber?) -> FileStatus? {
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

  /// Visits the entries of a directory in the kernel's order, without `.` and `..`.
  private func forEachEntry(of directory: Directory, _ body: (Entry) -> Void, until isDone: () -> Bool) {
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
      let path = join(ownPrefix, entry.name)
      let place = isPlace ? path : placePrefix.map { join($0, entry.name) }
      body(Entry(path: path, place: place, type: entry.type, inode: entry.inode))
    } until: {
      isDone()
    }
    if let error, error != .noEntry { warn("can't open the directory", directory.path, error) }
  }

  private func warn(_ text: StaticString, _ path: Bytes, _ error: SystemError) {
    diagnostics.warning {
      $0.append(text)
      $0.append(" ")
      diagnostics.escaper.append(path, to: &$0)
      $0.append(": ")
      $0.append(error.text)
    }
  }
}
