import Store

/// The CRC-16 of the device cache: polynomial 0xA001, bits from the low end, beginning with 0 (known as
/// CRC-16/ARC).
struct CRC16 {
  private(set) var value: UInt16 = 0

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      value ^= UInt16(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xA001 : value >> 1 }
    }
  }
}
