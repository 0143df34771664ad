import Store
import Testing

@testable import Node

func bytes(_ text: String) -> Bytes { Bytes(text.utf8) }

func entry(_ number: UInt64, _ inode: UInt64, _ path: String) -> DeviceTable.Entry {
  DeviceTable.Entry(number: DeviceNumber(rawValue: number), inode: inode, path: bytes(path))
}

let device = DeviceNumber(rawValue: 6)
let sample = DeviceTable(
  characters: [entry(0x501, 11, "/dev/console"), entry(0x103, 5, "/dev/null"), entry(0x103, 9, "/dev/a b")],
  blocks: [entry(0x700, 42, "/dev/loop0")])
let sampleText = """
  2 sections, dev=6
  device section: 3
  103 5 /dev/null
  103 9 /dev/a b
  501 11 /dev/console
  block device section: 1
  700 42 /dev/loop0

  """

/// A text with the checksum that belongs to it.
func sealed(_ body: String) -> Bytes {
  var sum = CRC16()
  sum.add(body.utf8)
  return bytes(body + "CRC section: \(String(sum.value, radix: 16))\n")
}

@Suite struct DeviceCacheTextTests {
  @Test("the checksum is CRC-16/ARC, by its published check value")
  func checksum() {
    var sum = CRC16()
    sum.add("123456789".utf8)
    #expect(sum.value == 0xBB3D)
  }

  @Test("the text is what 00DCACHE describes, and reads back")
  func text() throws {
    let text = DeviceCacheText.text(of: sample, on: device)
    #expect(text == sealed(sampleText))
    #expect(try DeviceCacheText.table(in: text, on: device) == sample)
  }

  @Test("no block devices are none")
  func noBlocks() throws {
    let table = DeviceTable(characters: sample.characters, blocks: [])
    let text = DeviceCacheText.text(of: table, on: device)
    #expect(try DeviceCacheText.table(in: text, on: device) == table)
  }

  @Test(
    "what is wrong is refused, however well it is sealed",
    arguments: [
      ("2 sections, dev=6", "1 section, dev=6", DeviceCacheFlaw.sections),
      ("dev=6", "dev=7", .sections),
      ("device section: 3", "devices: 3", .header),
      ("device section: 3", "device section: x", .header),
      ("device section: 3", "device section: ", .header),
      ("device section: 3", "device section: 99999999999999999999999", .header),
      ("device section: 3", "device section: 18446744073709551615", .entry),
      ("device section: 3", "device section: 4", .entry),
      ("device section: 3", "device section: 2", .header),
      ("block device section: 1", "block device section: 2", .entry),
      ("103 5 /dev/null", "103  5 /dev/null", .entry),
      ("103 5 /dev/null", "103 5 ", .entry),
      ("103 5 /dev/null", "103 5", .entry),
      ("103 5 /dev/null", "103 -5 /dev/null", .entry),
      ("103 5 /dev/null", "0x103 5 /dev/null", .entry),
      ("103 5 /dev/null", "fffffffffffffffff 5 /dev/null", .entry),
      ("103 5 /dev/null", "103 5 /tmp/null", .entry),
      ("103 5 /dev/null", "103 5 /dev/nu\0ll", .entry),
      ("103 5 /dev/null", "103 99999999999999999999 /dev/null", .entry),
    ])
  func wrong(part: String, replacement: String, flaw: DeviceCacheFlaw) {
    let text = sealed(String(sampleText.replacing(part, with: replacement)))
    #expect(throws: flaw) { try DeviceCacheText.table(in: text, on: device) }
  }

  @Test("a changed byte is noticed wherever it is")
  func everyByte() {
    let text = DeviceCacheText.text(of: sample, on: device)
    for index in text.indices {
      for change: UInt8 in [0x01, 0x80, 0xff] {
        var changed = text
        changed[index] ^= change
        #expect(throws: DeviceCacheFlaw.self) { try DeviceCacheText.table(in: changed, on: device) }
      }
    }
  }

  @Test("a text that is cut, or goes on, is noticed")
  func length() {
    let text = DeviceCacheText.text(of: sample, on: device)
    for count in text.indices {
      #expect(throws: DeviceCacheFlaw.self) {
        try DeviceCacheText.table(in: Bytes(text[..<count]), on: device)
      }
    }
    #expect(throws: DeviceCacheFlaw.excess) { try DeviceCacheText.table(in: text + [0x0a], on: device) }
    let none = "2 sections, dev=6\ndevice section: 0\nblock device section: 0\n"
    #expect(throws: DeviceCacheFlaw.count) { try DeviceCacheText.table(in: sealed(none), on: device) }
  }

  @Test("devices are found by number, by inode too where there are several")
  func lookup() {
    func path(_ number: UInt64, _ inode: UInt64? = nil, isBlock: Bool = false) -> Bytes? {
      let device = SpecialDevice(number: DeviceNumber(rawValue: number), isBlock: isBlock)
      return sample.entry(of: device, inode: inode)?.path
    }
    #expect(path(0x103) == bytes("/dev/null") && path(0x103, 9) == bytes("/dev/a b"))
    #expect(path(0x501) == bytes("/dev/console") && path(0x700, isBlock: true) == bytes("/dev/loop0"))
    #expect(path(0x103, 7) == nil && path(0x102) == nil && path(0x700) == nil && path(0x9999) == nil)
  }

  @Test("of links to one node the first in order stays")
  func duplicates() {
    let table = DeviceTable(characters: [entry(1, 1, "/dev/b"), entry(1, 1, "/dev/a")], blocks: [])
    #expect(table.characters == [entry(1, 1, "/dev/a")])
  }
}
