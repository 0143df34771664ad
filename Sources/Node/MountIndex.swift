import Store

/// What the mount table says of the files of a device.
public struct MountIndex: Sendable {
  private let nfsMounts: [Mount]

  /// `mounts` are those that the lister sees.
  public init(_ mounts: [Mount]) {
    nfsMounts = mounts.filter(\.isNFS)
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
