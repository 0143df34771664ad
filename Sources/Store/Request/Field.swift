/// The fields of `-F` output and of JSON.
public enum Field: UInt8, Sendable, CaseIterable {
  case access = 0x61  // a
  case command = 0x63  // c
  case shareCount = 0x43  // C
  case deviceText = 0x64  // d
  case device = 0x44  // D
  case descriptor = 0x66  // f
  case structureAddress = 0x46  // F
  case openFlags = 0x47  // G
  case inode = 0x69  // i
  case linkCount = 0x6b  // k
  case tid = 0x4b  // K
  case lock = 0x6c  // l
  case login = 0x4c  // L
  case marker = 0x6d  // m
  case taskCommand = 0x4d  // M
  case name = 0x6e  // n
  case nodeAddress = 0x4e  // N
  case offset = 0x6f  // o
  case pid = 0x70  // p
  case processGroup = 0x67  // g
  case protocolName = 0x50  // P
  case rawDevice = 0x72  // r
  case parent = 0x52  // R
  case size = 0x73  // s
  case stream = 0x53  // S
  case type = 0x74  // t
  case transport = 0x54  // T
  case uid = 0x75  // u
  case zone = 0x7a  // z
  case context = 0x5a  // Z
  case terminator = 0x30  // 0

  /// The letter that begins the field.
  @inlinable public var letter: UInt8 { rawValue }
}
