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
    var holders: Set<Int32> = []
    /// Others that may be there.
    var sought = SoughtFiles()
  }

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
      case .unknown: found.sought.insert(file.identity.inode, holders)
      }
    }
    return found
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
