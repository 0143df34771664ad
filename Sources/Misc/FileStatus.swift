import CSystem
import Glibc
import Store

/// What lsof wants of stat(2).
public struct FileStatus: Sendable {
  public var device: DeviceNumber
  public var rawDevice: DeviceNumber
  public var inode: UInt64
  /// st_mode, type and permission bits.
  public var mode: UInt32
  public var linkCount: UInt64
  /// Bytes.
  public var size: UInt64

  public init(_ status: stat) {
    device = DeviceNumber(rawValue: UInt64(status.st_dev))
    rawDevice = DeviceNumber(rawValue: UInt64(status.st_rdev))
    inode = UInt64(status.st_ino)
    mode = status.st_mode
    linkCount = UInt64(status.st_nlink)
    size = UInt64(bitPattern: Int64(status.st_size))
  }

  public var identity: FileIdentity { FileIdentity(device: device, inode: inode) }
  /// The S_IFMT bits.
  public var format: UInt32 { mode & UInt32(Glibc.S_IFMT) }
  public var isDirectory: Bool { format == UInt32(Glibc.S_IFDIR) }
  public var isRegular: Bool { format == UInt32(Glibc.S_IFREG) }
  public var isLink: Bool { format == UInt32(Glibc.S_IFLNK) }
  public var isSocket: Bool { format == UInt32(Glibc.S_IFSOCK) }
  public var isBlockDevice: Bool { format == UInt32(Glibc.S_IFBLK) }

  /// fstatat(2) from a folder, or from AT_FDCWD.
  public static func of(
    _ path: UnsafePointer<CChar>, in folder: Int32 = AT_FDCWD, followsLinks: Bool = true
  ) -> Result<FileStatus, SystemError> {
    var status = stat()
    if fstatat(folder, path, &status, followsLinks ? 0 : AT_SYMLINK_NOFOLLOW) != 0 {
      return .failure(.current)
    }
    return .success(FileStatus(status))
  }
}
