import Misc
import Store

/// The file systems in use on the whole machine that may block, also where no mount that we see leads to them: in
/// other mount namespaces, or unmounted while files on them are open.
struct BackingDevices: Sendable {
  /// There is at least one, or it is not known.
  private(set) var mayBlock = false
  /// One of those that have no number here asks its server on lookup (``Mount/Traits/asksOnLookup``), or it is not
  /// known.
  private(set) var asksOnLookup = false
  /// Those that may block, as far as they are known.
  private(set) var blocking: Set<DeviceNumber> = []

  /// None.
  init() {}

  /// Reads the directory where the kernel has an entry for each device that it caches files of
  /// (mm/backing-dev.c): `major:minor` for disks, FUSE and NFS, of which the latter two have no major number, and
  /// `type-number` for others.
  init(directory: Bytes) {
    let isRead: Void? = try? DirectoryEntries.forEach(in: directory) { entry in
      let parts = entry.name.split(separator: UInt8(ascii: ":"), maxSplits: 1)
      guard parts.count == 2, let major = Self.number(parts[0]) else {
        let type = Bytes(entry.name.prefix { $0 != UInt8(ascii: "-") })
        let traits = FileSystemTypes.traits(of: type)
        if traits.contains(.mayBlock) { mayBlock = true }
        if traits.contains(.asksOnLookup) { asksOnLookup = true }
        return
      }
      // `8:1-fuseblk` is a disk behind a program.
      let digits = parts[1].prefix(while: Self.isDigit)
      guard major == 0 || digits.count < parts[1].count, let minor = Self.number(digits) else { return }
      mayBlock = true
      blocking.insert(DeviceNumber(major: major, minor: minor))
    }
    if isRead == nil { (mayBlock, asksOnLookup) = (true, true) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> UInt32? {
    if digits.isEmpty { return nil }
    var number: UInt32 = 0
    for digit in digits {
      if !isDigit(digit) { return nil }
      number = number &* 10 &+ UInt32(digit - UInt8(ascii: "0"))
    }
    return number
  }
}
