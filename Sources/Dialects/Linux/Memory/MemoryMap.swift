import Misc
import Store

/// A line of /proc/PID/maps (proc_pid_maps(5)) that maps a file.
struct MemoryMap: ~Escapable {
  /// `start-end`, as the directory map_files names the mapping, but with leading zeros.
  let addresses: Span<UInt8>
  /// What is written there goes to the file.
  let isSharedForWriting: Bool
  let file: FileIdentity
  /// Without the ` (deleted)` at its end.
  let path: Span<UInt8>
  let isDeleted: Bool

  private static let deletedSuffix: StaticString = " (deleted)"

  /// Takes the next line off `lines`, up to its end; nil if it maps no file.
  @_lifetime(copy lines)
  init?(_ lines: inout TextCursor) {
    addresses = lines.bytes.extracting(lines.field())
    let permissions = lines.bytes.extracting(lines.field())
    isSharedForWriting =
      permissions.count == 4 && permissions[1] == UInt8(ascii: "w") && permissions[3] == UInt8(ascii: "s")
    // The offset.
    _ = lines.field()
    lines.skipBlanks()
    guard let major = lines.hexadecimal(), lines.skip(UInt8(ascii: ":")), let minor = lines.hexadecimal()
    else { return nil }
    lines.skipBlanks()
    guard let inode = lines.decimal() else { return nil }
    let device = DeviceNumber(
      major: UInt32(truncatingIfNeeded: major), minor: UInt32(truncatingIfNeeded: minor))
    if device.rawValue == 0 && inode == 0 { return nil }
    file = FileIdentity(device: device, inode: inode)
    lines.skipBlanks()
    let nameStart = lines.position
    lines.skipToLineEnd()
    let name = lines.bytes.extracting(nameStart..<lines.position)
    if name.isEmpty { return nil }
    let suffix = Self.deletedSuffix.utf8CodeUnitCount
    isDeleted =
      name.count > suffix
      && name.extracting(name.count - suffix..<name.count).equals(Self.deletedSuffix)
    path = isDeleted ? name.extracting(0..<name.count - suffix) : name
  }
}
