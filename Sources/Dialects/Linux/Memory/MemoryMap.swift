import Misc
import Store

/// A mapping of a file: a line of /proc/PID/maps (proc_pid_maps(5)), or what the kernel's tables have of it.
struct MemoryMap: ~Escapable {
  /// The directory map_files names the mapping by them.
  let addresses: Range<UInt64>
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
    var range = TextCursor(lines.bytes.extracting(lines.field()))
    guard let start = range.hexadecimal(), range.skip(UInt8(ascii: "-")), let end = range.hexadecimal(),
      start <= end
    else { return nil }
    let permissions = lines.bytes.extracting(lines.field())
    let isSharedForWriting =
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
    lines.skipBlanks()
    let nameStart = lines.position
    lines.skipToLineEnd()
    self.init(
      FileIdentity(device: device, inode: inode), start..<end, isSharedForWriting: isSharedForWriting,
      name: lines.bytes.extracting(nameStart..<lines.position))
  }

  /// `name` is ``KernelMapping/name(in:)``.
  @_lifetime(copy name)
  init?(_ mapping: KernelMapping, name: Span<UInt8>) {
    self.init(
      mapping.file, mapping.addresses, isSharedForWriting: mapping.isSharedForWriting, name: name)
  }

  @_lifetime(copy name)
  private init?(
    _ file: FileIdentity, _ addresses: Range<UInt64>, isSharedForWriting: Bool, name: Span<UInt8>
  ) {
    if file.device.rawValue == 0 && file.inode == 0 || name.isEmpty { return nil }
    self.file = file
    self.addresses = addresses
    self.isSharedForWriting = isSharedForWriting
    let suffix = Self.deletedSuffix.utf8CodeUnitCount
    isDeleted =
      name.count > suffix
      && name.extracting(name.count - suffix..<name.count).equals(Self.deletedSuffix)
    path = isDeleted ? name.extracting(0..<name.count - suffix) : name
  }
}
