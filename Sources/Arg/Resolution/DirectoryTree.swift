import Misc
import Store

/// Collects the files of a directory (`+d`) or of all that is below it (`+D`).
struct DirectoryTree {
  /// How many files are visited before it is asked which are held: until then a walk takes less time.
  private static let shortWalk = 1024

  let reader: DirectoryReader
  /// Where it matters only which files something has, and that one is missing; nil where all must be known.
  let held: HeldTree?

  struct Targets {
    var files: [FileTarget]
    /// ``Selection/holders``
    var holders: Holders?
  }

  /// The directory and its files, or nil after a message where it is no directory.
  func targets(of search: DirectorySearch) -> Targets? {
    let (links, mounts) = (reader.links, reader.mounts)
    guard let path = links.resolve(search.path)?.withoutTrailingSlashes else { return nil }
    let start: FileStatus
    switch links.probe.status(of: path, followsLinks: true) {
    case .success(let status): start = status
    case .failure(let error):
      reader.warn("can't stat", path, error)
      return nil
    }
    if !start.isDirectory {
      reader.diagnostics.warning {
        $0.append("not a directory: ")
        reader.diagnostics.escaper.append(path, to: &$0)
      }
      return nil
    }
    let top = DirectoryReader.Directory(path: path, place: links.place(of: path), device: start.device)
    // A file system of subvolumes or layers is one, whatever devices its files have.
    let mixed = mounts.mixedDevice(of: top.place)
    var targets = [target(path, start.identity, mixed)]
    var pending = [top]
    // Links can lead back up.
    var visited: Set<FileIdentity> = [start.identity]
    var found: Targets?
    var mayAsk = held != nil
    while let directory = pending.popLast(), found == nil {
      reader.forEachEntry(of: directory) { entry in
        if found != nil { return }
        if targets.count == Self.shortWalk, mayAsk {
          mayAsk = false
          let rest = Rest(pending: pending + [directory], visited: visited)
          found = heldTargets(of: search, top, targets, rest)
          if found != nil { return }
        }
        if let identity = reader.identity(of: entry, in: directory, start.device) {
          targets.append(target(entry.path, identity, mixed, isSocket: entry.type == .socket))
          return
        }
        guard let status = reader.status(of: entry, on: start.device, mixed) else { return }
        targets.append(target(entry.path, status.identity, mixed, isSocket: status.isSocket))
        if search.descends && status.isDirectory && visited.insert(status.identity).inserted {
          pending.append(
            DirectoryReader.Directory(path: entry.path, place: entry.place, device: status.device))
        }
      } until: {
        found != nil
      }
    }
    return found ?? Targets(files: targets)
  }

  /// What a walk hasn't visited.
  private struct Rest {
    /// The last of these has been read in part.
    var pending: [DirectoryReader.Directory]
    /// The directories that are not to be added.
    var visited: Set<FileIdentity>
  }

  /// What has been visited and what else of the directory is held, where that is known and one of those that were
  /// visited isn't: the exit status tells that something is missing.
  private func heldTargets(
    of search: DirectorySearch, _ top: DirectoryReader.Directory, _ visited: [FileTarget], _ rest: Rest
  ) -> Targets? {
    guard let held, let place = top.place, reader.mounts.listsInodes(top.device),
      let found = held.files(of: visited[0].identity, at: place, descends: search.descends)
    else { return nil }
    let identities = Set(found.files.map(\.status.identity))
    let isHeld = visited.dropFirst().allSatisfy {
      identities.contains($0.identity) || found.sought.contains($0.identity.inode)
    }
    if isHeld { return nil }
    let known = Set(visited.map(\.identity))
    let slash = UInt8(ascii: "/")
    let prefix = top.path.last == slash ? top.path : top.path + [slash]
    var others = found.files.filter { !known.contains($0.status.identity) }.map {
      target(prefix + $0.suffix, $0.status.identity, nil, isSocket: $0.status.isSocket)
    }
    var holders = found.holders
    if !found.sought.isEmpty {
      let walk = SoughtFilesWalk(
        reader: reader, sought: found.sought, device: top.device, descends: search.descends)
      // Of a file with several names the last that a walk comes to is shown.
      others += walk.run(rest.pending, rest.visited).map {
        target($0.path, $0.identity, nil, isSocket: $0.isSocket)
      }
      for file in visited + others { holders.formUnion(found.sought.holders(of: file.identity.inode)) }
    }
    return Targets(files: visited + others, holders: holders)
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
}
