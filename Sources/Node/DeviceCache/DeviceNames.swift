import Misc
import Store

/// Names device files whose path leads nowhere here, or to something else: it was removed, or is another
/// mount namespace's.
public final class DeviceNames: Sendable {
  enum Naming: Equatable {
    /// The file itself has this path here.
    case path(Bytes)
    /// The file at this path is of the same device.
    case like(Bytes)
  }

  private let cache: DeviceCache
  private let status: @Sendable (Bytes) -> FileStatus?
  /// The devices at the paths that were looked at.
  private let known = Locked<[Bytes: SpecialDevice?]>([:])

  /// `status` follows links.
  public init(_ cache: DeviceCache, status: @escaping @Sendable (Bytes) -> FileStatus?) {
    self.cache = cache
    self.status = status
  }

  /// How to name a device file that is called `path`; nil where that is right.
  func naming(of device: SpecialDevice, _ identity: FileIdentity, path: Span<UInt8>) -> Naming? {
    let path = Bytes(path)
    let isRight = known.withLock { known in
      if let found = known[path] { return found == device }
      let found = path.first == UInt8(ascii: "/") ? status(path)?.specialDevice : nil
      known[path] = .some(found)
      return found == device
    }
    if isRight { return nil }
    return cache.node(of: device, identity).map { $0.isSame ? .path($0.path) : .like($0.path) }
  }
}
