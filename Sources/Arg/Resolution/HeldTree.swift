import Misc
import Store

/// Finds which files of a directory something has, and which may be there: of these only its entries tell.
struct HeldTree {
  /// It warns of nothing.
  let links: LinkResolver
  let mounts: MountTable
  /// What ``Dialect/heldFiles(below:on:_:)`` tells.
  let heldFiles: (FileIdentity, Mount) -> HeldFiles?

  /// A file of the directory.
  struct File {
    /// What follows the path of the directory and a slash.
    var suffix: Bytes
    var status: FileStatus
  }

  struct Found {
    var files: [File] = []
    /// The processes that have these or the directory.
    var holders = Holders()
    /// Others that may be there.
    var sought = SoughtFiles()
  }

  /// So many are read for other names of files.
  private static let mostSiblingDirectories = 8

  /// Where a file is.
  private enum Place {
    case inside(File)
    case outside
    /// In the directory, perhaps, by another name.
    case unknown
  }

  /// The files of a directory at `place`, a path from the root, that something has. With `descends` those of all that
  /// is below it too. Nil where the kernel's tables can't tell.
  func files(of directory: FileIdentity, at place: Bytes, descends: Bool) -> Found? {
    guard let mount = mounts.mount(of: place), mount.device == directory.device,
      !mounts.isMounted(mount.device, below: place), let held = heldFiles(directory, mount)
    else { return nil }
    var found = Found()
    var unknown: [HeldFiles.File] = []
    for (file, holders) in held.files {
      if file.identity == directory {
        found.holders.formUnion(holders)
        continue
      }
      switch self.place(of: file, below: place) {
      case .inside(let file):
        let isListed = descends || !file.suffix.contains(UInt8(ascii: "/"))
        if isListed && !file.status.isLink {
          found.files.append(file)
          found.holders.formUnion(holders)
        }
      case .outside: break
      case .unknown: unknown.append(file)
      }
    }
    let outside = siblings(unknown, outside: place, on: mount)
    for file in unknown where !outside.contains(file.identity) {
      found.sought.insert(file.identity.inode, held.files[file] ?? Holders())
    }
    return found
  }

  /// Those of some files whose names are all in the directory where they were opened, and that is neither `directory`,
  /// on `mount`, nor below it. Programs and libraries that have several names often have them side by side.
  private func siblings(
    _ files: [HeldFiles.File], outside directory: Bytes, on mount: Mount
  ) -> Set<FileIdentity> {
    let slash = UInt8(ascii: "/")
    // How many more names there are, by the directory and the inode.
    var left: [Bytes: [UInt64: UInt64]] = [:]
    // One mount leads to a directory by one path.
    for file in files where !file.isBound && mounts.mount(of: file.path)?.id == mount.id {
      guard !isInside(file.path, directory), let end = file.path.lastIndex(of: slash),
        case .success(let status) = links.probe.status(of: file.path, followsLinks: false),
        !status.isDirectory, isSame(status, file)
      else { continue }
      left[Bytes(file.path[..<max(end, 1)]), default: [:]][status.inode] = status.linkCount
      // A walk may take less time.
      if left.count > Self.mostSiblingDirectories { return [] }
    }
    var found: Set<FileIdentity> = []
    for (parent, var names) in left {
      let error = links.probe.forEachEntry(of: parent) { entry in
        if let count = names[entry.inode], count > 0 { names[entry.inode] = count - 1 }
      }
      if error != nil { continue }
      for (inode, count) in names where count == 0 {
        found.insert(FileIdentity(device: mount.device, inode: inode))
      }
    }
    return found
  }

  private func isInside(_ path: Bytes, _ directory: Bytes) -> Bool {
    path.starts(with: directory.last == UInt8(ascii: "/") ? directory : directory + [UInt8(ascii: "/")])
  }

  private func place(of file: HeldFiles.File, below directory: Bytes) -> Place {
    guard let path = file.isBound ? resolve(file.path) : file.path else { return .unknown }
    let prefix = directory.last == UInt8(ascii: "/") ? directory : directory + [UInt8(ascii: "/")]
    let isInside = path.starts(with: prefix)
    // What is bound elsewhere on a file system that is mounted only here is elsewhere.
    let mayBeOutside = file.isBound && mounts.isMountedOnce(file.identity.device)
    if !isInside && !mayBeOutside { return .unknown }
    guard case .success(let status) = links.probe.status(of: path, followsLinks: false),
      status.isDirectory || status.linkCount == 1, isSame(status, file)
    else { return .unknown }
    return isInside ? .inside(File(suffix: Bytes(path[prefix.count...]), status: status)) : .outside
  }

  private func isSame(_ status: FileStatus, _ file: HeldFiles.File) -> Bool {
    let inode = file.isBound ? UInt64(UInt32(truncatingIfNeeded: status.inode)) : status.inode
    return FileIdentity(device: status.device, inode: inode) == file.identity
  }

  /// The path from the root to what a socket is bound to; nil where it isn't known.
  private func resolve(_ path: Bytes) -> Bytes? {
    if path.first != UInt8(ascii: "/") { return nil }
    return links.resolve(path).flatMap { links.place(of: $0.withoutTrailingSlashes) }
  }
}
