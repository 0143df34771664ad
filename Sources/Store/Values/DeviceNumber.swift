/// A dev_t in the C library's packing: 12 and 20 bits of major, 8 and 24 of minor, interleaved
/// (bits/sysmacros.h).
public struct DeviceNumber: Hashable, Sendable {
  /// The dev_t.
  public var rawValue: UInt64

  @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue }

  @inlinable public init(major: UInt32, minor: UInt32) {
    let (major, minor) = (UInt64(major), UInt64(minor))
    rawValue =
      (minor & 0xff) | (major & 0xfff) << 8 | (minor & 0xffff_ff00) << 12 | (major & 0xffff_f000) << 32
  }

  /// The driver's number.
  @inlinable public var major: UInt32 {
    UInt32(truncatingIfNeeded: (rawValue >> 8 & 0xfff) | (rawValue >> 32 & 0xffff_f000))
  }
  /// The device's number among those of its driver.
  @inlinable public var minor: UInt32 {
    UInt32(truncatingIfNeeded: (rawValue & 0xff) | (rawValue >> 12 & 0xffff_ff00))
  }
}
