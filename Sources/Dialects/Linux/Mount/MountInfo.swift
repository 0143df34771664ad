import Misc
import Store

/// Reads /proc/PID/mountinfo (proc_pid_mountinfo(5)).
enum MountInfo {
  /// The mounts in the order of the table, as lines such as
  /// `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue` tell them.
  static func mounts(_ text: Span<UInt8>) -> [Mount] {
    var mounts: [Mount] = []
    var lines = TextCursor(text)
    while !lines.isAtEnd {
      if let placed = mount(&lines, place: nil) { mounts.append(placed.mount) }
      lines.skipLine()
    }
    return mounts
  }

  /// The same, with where they are in the tree of mounts.
  static func placedMounts(_ text: Span<UInt8>) -> [PlacedMount] {
    var mounts: [PlacedMount] = []
    var lines = TextCursor(text)
    while !lines.isAtEnd {
      if let mount = mount(&lines, place: PlacedMount.Place()) { mounts.append(mount) }
      lines.skipLine()
    }
    return mounts
  }

  @_lifetime(line: copy line)
  private static func mount(_ line: inout TextCursor, place: PlacedMount.Place?) -> PlacedMount? {
    var place = place
    guard let id = line.decimal() else { return nil }
    // The mount that it is on.
    line.skipBlanks()
    guard let parent = line.decimal() else { return nil }
    line.skipBlanks()
    guard let major = line.decimal(), line.skip(UInt8(ascii: ":")), let minor = line.decimal() else {
      return nil
    }
    // What of the file system is mounted.
    let root = rawField(&line)
    let directory = field(&line)
    place?.parent = Int(truncatingIfNeeded: parent)
    place?.root = unescape(line.bytes.extracting(root))
    // Options, then any number of tags up to a lone dash.
    while !line.isAtEnd {
      let tag = line.field()
      if tag.isEmpty { return nil }
      if line.bytes.extracting(tag).equals("-") { break }
      place?.take(tag: line.bytes.extracting(tag))
    }
    let fileSystem = field(&line)
    let source = field(&line)
    place?.options = Bytes(line.bytes.extracting(rawField(&line)))
    let mount = Mount(
      id: Int(truncatingIfNeeded: id), directory: directory, source: source, fileSystem: fileSystem,
      device: DeviceNumber(
        major: UInt32(truncatingIfNeeded: major), minor: UInt32(truncatingIfNeeded: minor)),
      traits: FileSystemTypes.traits(of: fileSystem))
    return PlacedMount(mount: mount, place: place ?? PlacedMount.Place())
  }

  /// The next field, with `\NNN` octal escapes undone. The kernel escapes blanks, tabs, newlines and backslashes,
  /// and no other control character (fs/proc_namespace.c, mangle).
  @_lifetime(line: copy line)
  private static func field(_ line: inout TextCursor) -> Bytes {
    unescape(line.bytes.extracting(rawField(&line)))
  }

  @_lifetime(line: copy line)
  private static func rawField(_ line: inout TextCursor) -> Range<Int> {
    line.skipBlanks()
    let start = line.position
    line.skipToBlank()
    return start..<line.position
  }

  /// Undoes the escapes of the kernel's mangle_path (fs/seq_file.c): `\040` for a blank.
  static func unescape(_ text: Span<UInt8>) -> Bytes {
    var bytes = Bytes()
    bytes.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      if text[index] == UInt8(ascii: "\\"), let byte = octal(text, at: index + 1) {
        bytes.append(byte)
        index += 1 + octalDigits
      } else {
        bytes.append(text[index])
        index += 1
      }
    }
    return bytes
  }

  private static func octal(_ text: Span<UInt8>, at start: Int) -> UInt8? {
    if text.count - start < octalDigits { return nil }
    var digits = TextCursor(text.extracting(start..<start + octalDigits))
    let value = digits.octal()
    return digits.isAtEnd ? value.map { UInt8(truncatingIfNeeded: $0) } : nil
  }

  private static let octalDigits = 3
}
