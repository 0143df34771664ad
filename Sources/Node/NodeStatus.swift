import Misc
import Store

/// What could be learned of a file's inode.
public enum NodeStatus: Sendable {
  case full(FileStatus)
  /// A mapped file, of which only the map's device and inode number are known.
  case mapped(FileIdentity)
  /// The file itself would not answer, but a directory above it did.
  case device(DeviceNumber, raw: DeviceNumber)
  case unknown

  /// ``FileStatus/mount``
  public var mount: UInt64? {
    if case .full(let status) = self { status.mount } else { nil }
  }
}
