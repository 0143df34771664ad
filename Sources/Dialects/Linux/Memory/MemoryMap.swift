import Store

/// A line of /proc/PID/maps (proc_pid_maps(5)) that maps a file.
struct MemoryMap: ~Escapable {
  /// `start-end`, as the directory map_files names the mapping, but with leading zeros.
  let addresses: Span<UInt8>
  let file: FileIdentity
  /// Without the ` (deleted)` at its end.
  let path: Span<UInt8>
  let isDeleted: Bool

  private static let deletedSuffix: StaticString = " (deleted)"

  /// Takes the next line off `scanner`, which reads `text`; nil if it maps no file.
  @_lifetime(copy text)
  init?(_ text: Span<UInt8>, _ scanner: inout NumberScanner) {
    let start = scanner.position
    scanner.skipField()
    addresses = text.extracting(start..<scanner.position)
    // Permissions and offset.
    for _ in 0..<2 {
      scanner.skipBlanks()
      scanner.skipField()
    }
    scanner.skipBlanks()
    guard let major = scanner.number(radix: 16), scanner.skip(0x3a),
      let minor = scanner.number(radix: 16)
    else { return nil }
    scanner.skipBlanks()
    guard let inode = scanner.number() else { return nil }
    let device = DeviceNumber(
      major: UInt32(truncatingIfNeeded: major), minor: UInt32(truncatingIfNeeded: minor))
    if device.rawValue == 0 && inode == 0 { return nil }
    file = FileIdentity(device: device, inode: inode)
    scanner.skipBlanks()
    let nameStart = scanner.position
    scanner.skipToLineEnd()
    let name = text.extracting(nameStart..<scanner.position)
    if name.isEmpty { return nil }
    let suffix = Self.deletedSuffix.utf8CodeUnitCount
    isDeleted =
      name.count > suffix
      && name.extracting(name.count - suffix..<name.count).equals(Self.deletedSuffix)
    path = isDeleted ? name.extracting(0..<name.count - suffix) : name
  }
}
