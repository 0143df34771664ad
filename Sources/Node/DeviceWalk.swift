import Glibc
import Misc
import Store

/// Gathers the device files below a folder. Links are not followed.
public struct DeviceWalk: Sendable {
  /// Folders that are not entered: where others could have put a great many files, or a file system that
  /// doesn't answer.
  private let isAvoided: @Sendable (Bytes) -> Bool
  /// Is told of what could not be read (WARNDEVACCESS).
  private let warn: @Sendable (Bytes, SystemError) -> Void

  public init(
    isAvoided: @escaping @Sendable (Bytes) -> Bool,
    warn: @escaping @Sendable (Bytes, SystemError) -> Void
  ) {
    self.isAvoided = isAvoided
    self.warn = warn
  }

  public func table(of folder: Bytes) -> DeviceTable {
    var found = Found()
    if let top = FileDescriptor.open(Path(folder), flags: Self.folderFlags) {
      gather(top, folder, depth: 0, into: &found)
    } else {
      warn(folder, .current)
    }
    return DeviceTable(characters: found.characters, blocks: found.blocks)
  }

  private struct Found {
    var characters: [DeviceTable.Entry] = []
    var blocks: [DeviceTable.Entry] = []
  }

  private static let folderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
  /// Each level holds two descriptors.
  private static let deepest = 16

  private func gather(
    _ folder: borrowing FileDescriptor, _ path: Bytes, depth: Int, into found: inout Found
  ) {
    for entry in entries(of: folder, path) {
      let full = path + [0x2f] + entry.name
      // What is surely no device needs no look.
      if entry.isOther { continue }
      let name = Path(entry.name)
      switch name.withPointer({ FileStatus.of($0, in: folder.number, followsLinks: false) }) {
      case .success(let status):
        if status.isDirectory {
          if depth >= Self.deepest || isAvoided(full) { continue }
          if let inner = folder.open(name, flags: Self.folderFlags) {
            gather(inner, full, depth: depth + 1, into: &found)
          } else {
            warn(full, .current)
          }
        } else if let device = status.specialDevice, !full.contains(0x0a) {
          // A line of the cache can't hold a newline.
          let node = DeviceTable.Entry(number: device.number, inode: status.inode, path: full)
          if device.isBlock { found.blocks.append(node) } else { found.characters.append(node) }
        }
      case .failure(let error):
        if !error.isOfMissing { warn(full, error) }
      }
    }
  }

  private struct Entry {
    var name: Bytes
    /// Neither a device nor a folder.
    var isOther: Bool
  }

  private func entries(of folder: borrowing FileDescriptor, _ path: Bytes) -> [Entry] {
    let copy = dup(folder.number)
    guard copy >= 0, let stream = fdopendir(copy) else {
      warn(path, .current)
      if copy >= 0 { close(copy) }
      return []
    }
    defer { closedir(stream) }
    var entries: [Entry] = []
    while let entry = readdir(stream) {
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let start = UnsafeRawPointer(entry).advanced(by: offset)
      let name = Bytes(UnsafeRawBufferPointer(start: start, count: strlen(start)))
      if name.elementsEqual([0x2e]) || name.elementsEqual([0x2e, 0x2e]) { continue }
      let isOther =
        switch Int(entry.pointee.d_type) {
        case Int(DT_REG), Int(DT_LNK), Int(DT_SOCK), Int(DT_FIFO): true
        default: false
        }
      entries.append(Entry(name: name, isOther: isOther))
    }
    return entries
  }
}
