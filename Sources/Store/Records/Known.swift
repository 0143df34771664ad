/// Which values of an ``OpenFile`` are known; without its bit a value means nothing.
public struct Known: OptionSet, Sendable {
  public let rawValue: UInt16
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// ``OpenFile/device``
  public static let device = Known(rawValue: 1 << 0)
  /// ``OpenFile/rawDevice``
  public static let rawDevice = Known(rawValue: 1 << 1)
  /// ``OpenFile/inode``
  public static let inode = Known(rawValue: 1 << 2)
  /// ``OpenFile/size``
  public static let size = Known(rawValue: 1 << 3)
  /// ``OpenFile/offset``
  public static let offset = Known(rawValue: 1 << 4)
  /// ``OpenFile/linkCount``
  public static let linkCount = Known(rawValue: 1 << 5)
  /// ``OpenFile/openFlags``
  public static let openFlags = Known(rawValue: 1 << 6)
}
