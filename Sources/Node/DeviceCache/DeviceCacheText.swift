import Misc
import Store

/// The text of a device cache file, as upstream's 00DCACHE describes it: a count of sections, a section of
/// character and one of block devices, and a checksum of all that.
///
///     2 sections, dev=6
///     device section: 2
///     103 5 /dev/null
///     501 11 /dev/console
///     block device section: 1
///     700 42 /dev/loop0
///     CRC section: 1f2e
///
/// An entry has the device's number in hexadecimal, the inode in decimal, and the path. `dev` is the number
/// of the device that /dev is on.
enum DeviceCacheText {
  static func text(of table: DeviceTable, on device: DeviceNumber) -> Bytes {
    var text = ByteBuffer()
    text.append(count(on: device))
    append(table.characters, titled: characterTitle, to: &text)
    append(table.blocks, titled: blockTitle, to: &text)
    text.append(checksum(of: text.bytes[...]))
    return text.bytes
  }

  /// The table in the text. Every byte must be where the format has it; nothing is taken from a text that
  /// is wrong.
  static func table(in text: Bytes, on device: DeviceNumber) throws(DeviceCacheFlaw) -> DeviceTable {
    var lines = Lines(text)
    guard let count = lines.next(), Bytes(count) == Self.count(on: device) else { throw .sections }
    let characters = try section(characterTitle, &lines)
    let blocks = try section(blockTitle, &lines)
    if characters.isEmpty { throw .count }
    let body = text[..<lines.position]
    guard let sum = lines.next(), Bytes(sum) == checksum(of: body) else { throw .checksum }
    if lines.position != text.endIndex { throw .excess }
    return DeviceTable(characters: characters, blocks: blocks)
  }

  private static let characterTitle: StaticString = "device section: "
  private static let blockTitle: StaticString = "block device section: "

  private static func count(on device: DeviceNumber) -> Bytes {
    var line = ByteBuffer()
    line.append("2 sections, dev=")
    line.append(hexadecimal: device.rawValue)
    line.append(UInt8(ascii: "\n"))
    return line.bytes
  }

  private static func checksum(of body: ArraySlice<UInt8>) -> Bytes {
    var sum = CRC16()
    sum.add(body)
    var line = ByteBuffer()
    line.append("CRC section: ")
    line.append(hexadecimal: UInt64(sum.value))
    line.append(UInt8(ascii: "\n"))
    return line.bytes
  }

  private static func append(
    _ entries: [DeviceTable.Entry], titled title: StaticString, to text: inout ByteBuffer
  ) {
    text.append(title)
    text.append(decimal: entries.count)
    text.append(UInt8(ascii: "\n"))
    for entry in entries {
      text.append(hexadecimal: entry.number.rawValue)
      text.append(UInt8(ascii: " "))
      text.append(decimal: entry.inode)
      text.append(UInt8(ascii: " "))
      text.append(entry.path)
      text.append(UInt8(ascii: "\n"))
    }
  }

  private static func section(
    _ title: StaticString, _ lines: inout Lines
  ) throws(DeviceCacheFlaw) -> [DeviceTable.Entry] {
    let title = Bytes(title)
    guard let header = lines.next(), header.starts(with: title),
      let count = number(header.dropFirst(title.count).dropLast(), radix: 10)
    else { throw .header }
    var entries: [DeviceTable.Entry] = []
    // A line each: a count beyond the text's end is met there.
    for _ in 0..<count {
      guard let line = lines.next() else { throw .count }
      guard let entry = entry(line.dropLast()) else { throw .entry }
      entries.append(entry)
    }
    return entries
  }

  private static func entry(_ line: ArraySlice<UInt8>) -> DeviceTable.Entry? {
    let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let device = number(parts[0], radix: 16),
      let inode = number(parts[1], radix: 10), parts[2].starts(with: Bytes("/dev/")),
      !parts[2].contains(0)
    else { return nil }
    return DeviceTable.Entry(
      number: DeviceNumber(rawValue: device), inode: inode, path: Bytes(parts[2]))
  }

  private static func number(_ digits: ArraySlice<UInt8>, radix: UInt64) -> UInt64? {
    if digits.isEmpty { return nil }
    var number: UInt64 = 0
    for byte in digits {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f") where radix == 16: digit = byte - UInt8(ascii: "a") + 10
      default: return nil
      }
      let (product, overflow) = number.multipliedReportingOverflow(by: radix)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      if overflow || carry { return nil }
      number = sum
    }
    return number
  }

  /// Lines with their newline; what lacks one is none.
  private struct Lines {
    private let text: Bytes
    private(set) var position = 0

    init(_ text: Bytes) { self.text = text }

    mutating func next() -> ArraySlice<UInt8>? {
      guard let end = text[position...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      defer { position = end + 1 }
      return text[position...end]
    }
  }
}

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
