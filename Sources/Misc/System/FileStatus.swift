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
  /// st_uid
  public var owner: UInt32
  public var linkCount: UInt64
  /// Bytes.
  public var size: UInt64
  /// In units of 512 bytes: st_blocks.
  public var blocks: UInt64
  /// When its contents changed, in seconds since the epoch: st_mtime.
  public var modified: Int64
  /// The ID of the mount that it is on, where that was asked for and the kernel tells it.
  public var mount: UInt64?
  /// The device of the mount that it is on, by the mount table, where that has been looked up: ``device`` may be
  /// another one.
  public var mountDevice: DeviceNumber?

  public init(_ status: stat) {
    device = DeviceNumber(rawValue: UInt64(status.st_dev))
    rawDevice = DeviceNumber(rawValue: UInt64(status.st_rdev))
    inode = UInt64(status.st_ino)
    mode = status.st_mode
    owner = status.st_uid
    linkCount = UInt64(status.st_nlink)
    size = UInt64(bitPattern: Int64(status.st_size))
    blocks = UInt64(bitPattern: Int64(status.st_blocks))
    modified = Int64(status.st_mtim.tv_sec)
  }

  /// Of what another call than stat(2) tells; owner, blocks and time are left out.
  public init(
    device: DeviceNumber, rawDevice: DeviceNumber, inode: UInt64, mode: UInt32, linkCount: UInt64,
    size: UInt64
  ) {
    self.device = device
    self.rawDevice = rawDevice
    self.inode = inode
    self.mode = mode
    owner = 0
    self.linkCount = linkCount
    self.size = size
    blocks = 0
    modified = 0
  }

  /// What stat(2) says of a pipe without a name: pipes differ in nothing but their inode (fs/pipe.c).
  public static func pipe(_ inode: UInt64, on pipefs: DeviceNumber) -> FileStatus {
    var status = stat()
    status.st_mode = S_IFIFO | S_IRUSR | S_IWUSR
    status.st_nlink = 1
    status.st_ino = ino_t(inode)
    status.st_dev = dev_t(pipefs.rawValue)
    return FileStatus(status)
  }

  public var identity: FileIdentity { FileIdentity(device: device, inode: inode) }
  public var type: InodeType { InodeType(mode: mode) }
  public var isDirectory: Bool { type == .directory }
  public var isRegular: Bool { type == .regular }
  public var isLink: Bool { type == .link }
  public var isSocket: Bool { type == .socket }
  public var isBlockDevice: Bool { type == .block }

  /// The device that a device file stands for.
  public var specialDevice: SpecialDevice? {
    if isBlockDevice { return SpecialDevice(number: rawDevice, isBlock: true) }
    return type == .character ? SpecialDevice(number: rawDevice, isBlock: false) : nil
  }

  /// fstatat(2) from a directory, or from AT_FDCWD.
  public static func of(
    _ path: UnsafePointer<CChar>, in directory: Int32 = AT_FDCWD, followsLinks: Bool = true
  ) -> Result<FileStatus, SystemError> {
    var status = stat()
    if fstatat(directory, path, &status, followsLinks ? 0 : AT_SYMLINK_NOFOLLOW) != 0 {
      return .failure(.current)
    }
    return .success(FileStatus(status))
  }

  /// fstat(2)
  public static func of(_ file: borrowing FileDescriptor) -> Result<FileStatus, SystemError> {
    of(descriptor: file.number)
  }

  /// The same for a descriptor that somebody else closes.
  public static func of(descriptor: Int32) -> Result<FileStatus, SystemError> {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? .success(FileStatus(status)) : .failure(.current)
  }

  /// stat(2) for a path from the root, but a link on its way, or at its end, is an error.
  public static func unlinked(_ path: UnsafePointer<CChar>) -> Result<FileStatus, SystemError> {
    var status = stat()
    return csystem_unlinked_status(path, &status) == 0 ? .success(FileStatus(status)) : .failure(.current)
  }

  /// The same for a path from another root, such as /proc/PID/root.
  public static func unlinked(_ path: borrowing Path, below root: borrowing Path) -> Result<
    FileStatus, SystemError
  > {
    var status = stat()
    let result = root.withPointer { root in
      path.withPointer { csystem_unlinked_status_below(root, $0, &status) }
    }
    return result == 0 ? .success(FileStatus(status)) : .failure(.current)
  }

  /// What the kernel remembers of the file that a link of procfs leads to. File systems that a server is
  /// behind don't ask it then, so that this doesn't wait; what has changed there meanwhile is not seen.
  public static func remembered(
    _ link: UnsafePointer<CChar>, in directory: Int32 = AT_FDCWD
  ) -> Result<FileStatus, SystemError> {
    withMount(link, in: directory, isRemembered: true).map(\.status)
  }

  /// The status, or what the kernel remembers of it, and the ID of the mount, 0 where that is not known.
  public static func withMount(
    _ link: UnsafePointer<CChar>, in directory: Int32, isRemembered: Bool
  ) -> Result<(status: FileStatus, mount: UInt64), SystemError> {
    var status = stat()
    var mount: UInt64 = 0
    if csystem_status(directory, link, isRemembered, &status, &mount) != 0 { return .failure(.current) }
    return .success((FileStatus(status), mount))
  }
}
