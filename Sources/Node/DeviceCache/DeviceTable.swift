import Store

/// The device files of /dev, to be found by their device's number.
public struct DeviceTable: Sendable, Equatable {
  public struct Entry: Sendable, Equatable {
    public var number: DeviceNumber
    public var inode: UInt64
    public var path: Bytes

    public init(number: DeviceNumber, inode: UInt64, path: Bytes) {
      self.number = number
      self.inode = inode
      self.path = path
    }
  }

  /// In the order of numbers and inodes; of links to one file there is one.
  public let characters: [Entry]
  public let blocks: [Entry]

  public init(characters: [Entry], blocks: [Entry]) {
    self.characters = Self.ordered(characters)
    self.blocks = Self.ordered(blocks)
  }

  /// The file of a device that has the inode, or without one the first of them.
  public func entry(of device: SpecialDevice, inode: UInt64? = nil) -> Entry? {
    let entries = device.isBlock ? blocks : characters
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].number.rawValue < device.number.rawValue { low = middle + 1 } else { high = middle }
    }
    let ofDevice = entries[low...].prefix { $0.number == device.number }
    return inode == nil ? ofDevice.first : ofDevice.first { $0.inode == inode }
  }

  private static func ordered(_ entries: [Entry]) -> [Entry] {
    var ordered: [Entry] = []
    for entry in entries.sorted(by: precedes)
    where ordered.last?.number != entry.number || ordered.last?.inode != entry.inode {
      ordered.append(entry)
    }
    return ordered
  }

  private static func precedes(_ one: Entry, _ other: Entry) -> Bool {
    if one.number != other.number { return one.number.rawValue < other.number.rawValue }
    if one.inode != other.inode { return one.inode < other.inode }
    return one.path.lexicographicallyPrecedes(other.path)
  }
}
