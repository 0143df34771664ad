import CSystem
import Glibc
import Misc
import Store

/// Collects the files of a directory (`+d`) or of all that is below it (`+D`).
struct DirectoryTree {
  let links: LinkResolver
  /// `-x f`
  let crossesFileSystems: Bool
  /// `-x l`
  let followsLinks: Bool
  let diagnostics: Diagnostics

  /// The directory and its files, or nil after a message where it is no directory.
  func targets(of search: DirectorySearch) -> [FileTarget]? {
    guard let path = links.resolve(search.path) else { return nil }
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
    var targets = [target(path, start)]
    var pending = [path]
    // Links can lead back up.
    var visited: Set<FileIdentity> = [start.identity]
    while let directory = pending.popLast() {
      let prefix = directory.last == UInt8(ascii: "/") ? directory : directory + [UInt8(ascii: "/")]
      for entry in entries(of: directory) {
        let path = prefix + entry.name
        guard let status = status(of: path, entry, on: start.device) else { continue }
        targets.append(target(path, status))
        if search.descends && status.isDirectory && visited.insert(status.identity).inserted {
          pending.append(path)
        }
      }
    }
    return targets
  }

  private func target(_ path: Bytes, _ status: FileStatus) -> FileTarget {
    FileTarget(
      argument: path, path: path.withoutTrailingSlashes, identity: status.identity, isFileSystem: false)
  }

  /// What an entry is, or nil where it is not wanted or gone.
  private func status(of path: Bytes, _ entry: Entry, on device: DeviceNumber) -> FileStatus? {
    if entry.isLink && !followsLinks { return nil }
    guard let status = status(of: path, followsLinks: false) else { return nil }
    if !crossesFileSystems && status.device != device { return nil }
    if !status.isLink { return status }
    return followsLinks ? self.status(of: path, followsLinks: true) : nil
  }

  private func status(of path: Bytes, followsLinks: Bool) -> FileStatus? {
    switch links.probe.status(of: path, followsLinks: followsLinks) {
    case .success(let status): return status
    case .failure(let error):
      if error != .noEntry { warn("can't stat", path, error) }
      return nil
    }
  }

  private struct Entry {
    var name: Bytes
    var isLink: Bool
  }

  /// The entries of a directory in the kernel's order, without `.` and `..`.
  private func entries(of directory: Bytes) -> [Entry] {
    guard let stream = Path(directory).withPointer({ opendir($0) }) else {
      let error = SystemError.current
      if error != .noEntry { warn("can't open the directory", directory, error) }
      return []
    }
    defer { closedir(stream) }
    var entries: [Entry] = []
    while let entry = readdir(stream) {
      let name = UnsafeRawPointer(entry).advanced(by: MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
      let bytes = Bytes(UnsafeRawBufferPointer(start: name, count: strlen(name)))
      if bytes == Bytes(".") || bytes == Bytes("..") || bytes.isEmpty { continue }
      entries.append(Entry(name: bytes, isLink: entry.pointee.d_type == UInt8(DT_LNK)))
    }
    return entries
  }

  private func warn(_ text: StaticString, _ path: Bytes, _ error: SystemError) {
    diagnostics.warning {
      $0.append(text)
      $0.append(0x20)
      diagnostics.escaper.append(path, to: &$0)
      $0.append(": ")
      $0.append(error.text)
    }
  }
}
