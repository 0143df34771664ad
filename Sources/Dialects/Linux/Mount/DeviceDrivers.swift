import Misc
import Store

/// The names of drivers and disks, from procfs: /proc/devices, /proc/misc, /proc/tty/drivers and /proc/partitions
/// (proc(5)).
final class DeviceDrivers: Sendable {
  /// The names of a driver; empty where there is none.
  struct Names {
    var driver: Bytes = []
    var misc: Bytes = []
    var terminal: Bytes = []
  }

  private struct Terminals {
    var major: UInt32
    var minors: ClosedRange<UInt32>
    var name: Bytes
  }

  /// The major number of the devices that share one (include/linux/major.h, MISC_MAJOR).
  private static let miscMajor: UInt32 = 10

  private let characters: [UInt32: Bytes]
  private let blocks: [UInt32: Bytes]
  private let misc: [UInt32: Bytes]
  private let terminals: [Terminals]
  private let partitions: [DeviceNumber: Bytes]

  init(_ procfs: Procfs) {
    var reader = FileReader()
    var characters: [UInt32: Bytes] = [:]
    var blocks: [UInt32: Bytes] = [:]
    var isBlock = false
    Self.forEachLine(of: procfs.path("devices"), &reader) { words in
      // `Block devices:` comes after the others. A number can have several names.
      if words[0] == Bytes("Block") { isBlock = true }
      guard words.count >= 2, let major = Self.number(words[0]) else { return }
      if isBlock {
        if blocks[major] == nil { blocks[major] = words[1] }
      } else if characters[major] == nil {
        characters[major] = words[1]
      }
    }
    var misc: [UInt32: Bytes] = [:]
    Self.forEachLine(of: procfs.path("misc"), &reader) { words in
      if words.count >= 2, let minor = Self.number(words[0]) { misc[minor] = words[1] }
    }
    var terminals: [Terminals] = []
    Self.forEachLine(of: procfs.path("tty/drivers"), &reader) { words in
      if let some = Self.terminals(words) { terminals.append(some) }
    }
    var partitions: [DeviceNumber: Bytes] = [:]
    Self.forEachLine(of: procfs.path("partitions"), &reader) { words in
      if words.count >= 4, let major = Self.number(words[0]), let minor = Self.number(words[1]) {
        partitions[DeviceNumber(major: major, minor: minor)] = words[3]
      }
    }
    self.characters = characters
    self.blocks = blocks
    self.misc = misc
    self.terminals = terminals
    self.partitions = partitions
  }

  func names(of device: SpecialDevice) -> Names {
    var names = Names()
    let (major, minor) = (device.number.major, device.number.minor)
    names.driver = (device.isBlock ? blocks : characters)[major] ?? []
    if device.isBlock { return names }
    if major == Self.miscMajor { names.misc = misc[minor] ?? [] }
    names.terminal = terminals.first { $0.major == major && $0.minors.contains(minor) }?.name ?? []
    return names
  }

  /// The name of a disk or partition.
  func partition(_ device: DeviceNumber) -> Bytes? { partitions[device] }

  /// Reads `serial /dev/ttyS 4 64-95 serial` of /proc/tty/drivers; the name of the driver may have blanks.
  private static func terminals(_ words: [Bytes]) -> Terminals? {
    let prefix = Bytes("/dev/")
    guard let place = words.lastIndex(where: { $0.starts(with: prefix) }), words.count > place + 2,
      let major = number(words[place + 1])
    else { return nil }
    let minors = words[place + 2].split(separator: UInt8(ascii: "-")).compactMap { number(Bytes($0)) }
    guard let first = minors.first, let last = minors.last, first <= last else { return nil }
    return Terminals(major: major, minors: first...last, name: Bytes(words[place].dropFirst(prefix.count)))
  }

  /// Hands over the words of each line that has some; what can't be read has none.
  private static func forEachLine(of path: Bytes, _ reader: inout FileReader, _ body: ([Bytes]) -> Void) {
    try? reader.read(Path(path))
    for line in Bytes(reader.contents).split(separator: UInt8(ascii: "\n")) {
      let words = line.split(separator: UInt8(ascii: " ")).map { Bytes($0) }
      if !words.isEmpty { body(words) }
    }
  }

  private static func number(_ word: Bytes) -> UInt32? {
    var digits = TextCursor(word.span)
    guard let number = digits.decimal(), digits.isAtEnd else { return nil }
    return UInt32(exactly: number)
  }
}
