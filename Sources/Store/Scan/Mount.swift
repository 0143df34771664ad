/// A mounted file system.
public struct Mount: Sendable, Equatable {
  /// What is particular about a file system. The dialect knows it by the type.
  public struct Traits: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Another host serves it under the NFS protocols.
    public static let nfs = Traits(rawValue: 1 << 0)
    /// An automounter waits there: no file system is mounted yet.
    public static let automountPoint = Traits(rawValue: 1 << 1)
    /// A call for one of its files may never return: another host or a program serves it.
    public static let mayBlock = Traits(rawValue: 1 << 2)
    /// Its directories list the inode numbers that stat(2) gives.
    public static let listsInodes = Traits(rawValue: 1 << 3)
    /// To follow a descriptor's link to one of its files may ask the server, whatever is wanted of the file: the
    /// kernel makes sure that it is still there (d_weak_revalidate in Documentation/filesystems/vfs.rst).
    public static let asksOnLookup = Traits(rawValue: 1 << 4)
    /// Files in its subvolumes have device numbers of their own. An inode number may be in each of them.
    public static let hasSubvolumes = Traits(rawValue: 1 << 5)
    /// It lays file systems over each other: its files may have device and inode numbers that are not its own.
    public static let hasLayers = Traits(rawValue: 1 << 6)
    /// stat(2) may give its files other device numbers than the mount's.
    public static let mixesDevices: Traits = [.hasSubvolumes, .hasLayers]
  }

  /// The number that fdinfo calls `mnt_id`.
  public var id: Int
  /// Where it is mounted: a path from the root.
  public var directory: Bytes
  /// The device, directory or other name that was mounted.
  public var source: Bytes
  /// The type, such as `ext4`.
  public var fileSystem: Bytes
  /// st_dev of the files on it, but for ``Traits/mixesDevices``.
  public var device: DeviceNumber
  /// What is particular about its file system.
  public var traits: Traits

  public init(
    id: Int, directory: Bytes, source: Bytes, fileSystem: Bytes, device: DeviceNumber, traits: Traits = []
  ) {
    self.id = id
    self.directory = directory
    self.source = source
    self.fileSystem = fileSystem
    self.device = device
    self.traits = traits
  }

  /// Another host serves it under the NFS protocols.
  public var isNFS: Bool { traits.contains(.nfs) }
}
