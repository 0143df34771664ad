/// A dev_t in the C library's packing: 12 and 20 bits of major, 8 and 24 of minor, interleaved
/// (bits/sysmacros.h).
public struct DeviceNumber: Hashable, Sendable {
  public var rawValue: UInt64

  @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }

  @inlinable public init(major: UInt32, minor: UInt32) {
    let (major, minor) = (UInt64(major), UInt64(minor))
    rawValue =
      (minor & 0xff) | (major & 0xfff) << 8 | (minor & 0xffff_ff00) << 12 | (major & 0xffff_f000) << 32
  }

  @inlinable public var major: UInt32 {
    UInt32(truncatingIfNeeded: (rawValue >> 8 & 0xfff) | (rawValue >> 32 & 0xffff_f000))
  }
  @inlinable public var minor: UInt32 {
    UInt32(truncatingIfNeeded: (rawValue & 0xff) | (rawValue >> 12 & 0xffff_ff00))
  }
}

/// The device that a device file stands for, wherever the file is.
public struct SpecialDevice: Hashable, Sendable {
  public var number: DeviceNumber
  /// A block device; else a character device, which has numbers of its own.
  public var isBlock: Bool

  @inlinable public init(number: DeviceNumber, isBlock: Bool) {
    self.number = number
    self.isBlock = isBlock
  }
}

/// What makes a file one and the same: the device that its file system has and its inode number.
public struct FileIdentity: Hashable, Sendable {
  public var device: DeviceNumber
  public var inode: UInt64

  @inlinable public init(device: DeviceNumber, inode: UInt64) {
    self.device = device
    self.inode = inode
  }
}
