/// A hash table from inodes to small numbers, with open addressing. Inode 0, which sockets that no
/// process has opened share, is never in it.
struct SocketMap: Sendable {
  private struct Slot {
    var inode: UInt64 = 0
    var value: UInt32 = 0
  }

  private var slots = Array(repeating: Slot(), count: 64)
  private var count = 0

  subscript(inode: UInt64) -> UInt32? {
    let slot = slots[index(of: inode)]
    return slot.inode == inode && inode != 0 ? slot.value : nil
  }

  /// False where the inode is there already, or is 0.
  mutating func insert(_ inode: UInt64, _ value: UInt32) -> Bool {
    if inode == 0 { return false }
    let place = index(of: inode)
    if slots[place].inode == inode { return false }
    slots[place] = Slot(inode: inode, value: value)
    count += 1
    if count * 2 > slots.count { grow() }
    return true
  }

  /// The slot that holds the inode, or the free one where it would go.
  private func index(of inode: UInt64) -> Int {
    let mask = slots.count - 1
    let hash = inode &* 0x9e37_79b9_7f4a_7c15
    var place = Int(truncatingIfNeeded: hash >> 32) & mask
    while slots[place].inode != inode && slots[place].inode != 0 { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: old.count * 2)
    for slot in old where slot.inode != 0 { slots[index(of: slot.inode)] = slot }
  }
}
