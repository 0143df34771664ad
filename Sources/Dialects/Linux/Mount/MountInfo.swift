import Store

/// Reads /proc/PID/mountinfo (proc_pid_mountinfo(5)).
enum MountInfo {
  /// The mounts in the order of the table, as lines such as
  /// `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue` tell them.
  static func mounts(_ text: Span<UInt8>) -> [Mount] {
    var mounts: [Mount] = []
    var scanner = NumberScanner(text)
    while !scanner.isAtEnd {
      if let mount = mount(text, &scanner) { mounts.append(mount) }
      scanner.skipLine()
    }
    return mounts
  }

  @_lifetime(scanner: copy scanner)
  private static func mount(_ text: Span<UInt8>, _ scanner: inout NumberScanner) -> Mount? {
    guard let id = scanner.number() else { return nil }
    _ = scanner.signedField()
    scanner.skipBlanks()
    guard let major = scanner.number(), scanner.skip(0x3a), let minor = scanner.number() else {
      return nil
    }
    _ = field(text, &scanner)
    let directory = field(text, &scanner)
    // Options, then any number of tags up to a lone dash.
    while !scanner.isAtEnd {
      let tag = field(text, &scanner)
      if tag.isEmpty { return nil }
      if tag == [0x2d] { break }
    }
    let fileSystem = field(text, &scanner)
    let source = field(text, &scanner)
    return Mount(
      id: Int(truncatingIfNeeded: id), directory: directory, source: source, fileSystem: fileSystem,
      device: DeviceNumber(
        major: UInt32(truncatingIfNeeded: major), minor: UInt32(truncatingIfNeeded: minor)),
      traits: FileSystemTypes.traits(of: fileSystem))
  }

  /// The next field, with `\NNN` octal escapes undone.
  @_lifetime(scanner: copy scanner)
  private static func field(_ text: Span<UInt8>, _ scanner: inout NumberScanner) -> Bytes {
    scanner.skipBlanks()
    let start = scanner.position
    scanner.skipField()
    return unescape(text.extracting(start..<scanner.position))
  }

  /// Undoes the escapes of the kernel's mangle_path (fs/seq_file.c): `\040` for a blank.
  static func unescape(_ text: Span<UInt8>) -> Bytes {
    var bytes = Bytes()
    bytes.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      if text[index] == 0x5c, index + 3 < text.count, let byte = octal(text, at: index + 1) {
        bytes.append(byte)
        index += 4
      } else {
        bytes.append(text[index])
        index += 1
      }
    }
    return bytes
  }

  private static func octal(_ text: Span<UInt8>, at start: Int) -> UInt8? {
    var value: UInt16 = 0
    for index in start..<start + 3 {
      let digit = text[index] &- 0x30
      if digit > 7 { return nil }
      value = value << 3 | UInt16(digit)
    }
    return UInt8(truncatingIfNeeded: value)
  }
}
