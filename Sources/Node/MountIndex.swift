import Store

/// What the mount table says of the files of a device.
public struct MountIndex: Sendable {
  private var nfsMounts: [Mount] = []
  /// The device of POSIX message queues, where their file system is mounted.
  public private(set) var messageQueueDevice: DeviceNumber?

  /// `mounts` are those that the lister sees.
  public init(_ mounts: [Mount]) {
    for mount in mounts {
      if mount.isNFS { nfsMounts.append(mount) }
      if mount.traits.contains(.messageQueues) { messageQueueDevice = mount.device }
    }
  }

  public var hasNFS: Bool { !nfsMounts.isEmpty }

  /// The NFS mount that a file is on. The path decides too, since mounts can share a device number.
  public func nfsMount(of device: DeviceNumber, path: Span<UInt8>) -> Mount? {
    for mount in nfsMounts where mount.device == device && path.starts(with: mount.directory) {
      return mount
    }
    return nil
  }
}
