/// The device that a device file stands for, wherever the file is.
public struct SpecialDevice: Hashable, Sendable {
  /// st_rdev.
  public var number: DeviceNumber
  /// A block device; else a character device, which has numbers of its own.
  public var isBlock: Bool

  @inlinable public init(number: DeviceNumber, isBlock: Bool) {
    self.number = number
    self.isBlock = isBlock
  }
}
