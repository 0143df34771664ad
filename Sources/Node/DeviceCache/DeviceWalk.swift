import Misc
import Store

/// Gathers the device files below a directory. Links are not followed.
public struct DeviceWalk: Sendable {
  /// Directories that are not entered: where others could have put a great many files, or a file system that
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

  public func table(of top: Bytes) -> DeviceTable {
    var characters: [DeviceTable.Entry] = []
    var blocks: [DeviceTable.Entry] = []
    var directories = [top]
    while let directory = directories.popLast() {
      for path in candidates(in: directory) {
        switch Path(path).withPointer({ FileStatus.of($0, followsLinks: false) }) {
        case .success(let status):
          if status.isDirectory {
            if !isAvoided(path) { directories.append(path) }
          } else if let device = status.specialDevice {
            let entry = DeviceTable.Entry(number: device.number, inode: status.inode, path: path)
            if device.isBlock { blocks.append(entry) } else { characters.append(entry) }
          }
        case .failure(let error):
          if !error.isOfMissing { warn(path, error) }
        }
      }
    }
    return DeviceTable(characters: characters, blocks: blocks)
  }

  /// The paths of what may be a device or a directory.
  private func candidates(in directory: Bytes) -> [Bytes] {
    var paths: [Bytes] = []
    do throws(SystemError) {
      try DirectoryEntries.forEach(in: directory) { entry in
        switch entry.type {
        case .regular, .link, .socket, .fifo: return
        default: break
        }
        // A line of the cache can't hold a newline.
        if !entry.name.contains(UInt8(ascii: "\n")) {
          paths.append(directory + [UInt8(ascii: "/")] + entry.name)
        }
      }
    } catch {
      warn(directory, error)
    }
    return paths
  }
}
