/// The drivers of a device, by name; empty where the kernel has none for it.
public struct DriverDetails: Sendable {
  /// The first that /proc/devices has for its major number.
  public var driver: ByteSlice
  /// Of those that share major number 10, which.
  public var misc: ByteSlice
  /// Of those that share the major number of another terminal, which.
  public var terminal: ByteSlice

  public init(driver: ByteSlice, misc: ByteSlice, terminal: ByteSlice) {
    self.driver = driver
    self.misc = misc
    self.terminal = terminal
  }
}
