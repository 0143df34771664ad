import Store

extension DeviceNumber {
  /// From the kernel's own dev_t, which has 20 bits of minor number (include/linux/kdev_t.h).
  init(kernel number: UInt32) { self.init(major: number >> 20, minor: number & 0xf_ffff) }

  /// The kernel's own dev_t; it has no room for larger numbers.
  var kernel: UInt32 { major << 20 | minor & 0xf_ffff }
}
