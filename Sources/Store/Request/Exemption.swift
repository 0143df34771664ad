/// A file system that `-e` or `+e` exempts from calls that may block.
public struct Exemption: Sendable {
  /// The mount point, as the command line has it.
  public var path: Bytes
  /// `+e`: not even links are read.
  public var avoidsLinks: Bool
  /// The device of the mount, where the mount supplement (`+m`) tells it.
  public var device: DeviceNumber?

  public init(path: Bytes, avoidsLinks: Bool, device: DeviceNumber?) {
    self.path = path
    self.avoidsLinks = avoidsLinks
    self.device = device
  }
}
