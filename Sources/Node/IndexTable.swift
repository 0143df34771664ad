/// A hash table of the places of things in an array, which holds them: four bytes for a place, where a
/// dictionary would hold the things again.
struct IndexTable: Sendable {
  /// Places; -1 where there is none. Never full.
  private var slots: [Int32]

  /// For so many things.
  init(count: Int) {
    var size = 8
    while size * 3 < count * 4 { size *= 2 }
    slots = Array(repeating: -1, count: size)
  }

  /// Puts `place` where the thing that `isSame` recognises had its own; returns that, or -1.
  mutating func put(_ place: Int32, _ hash: Int, _ isSame: (Int) -> Bool) -> Int32 {
    let slot = slot(hash, isSame)
    defer { slots[slot] = place }
    return slots[slot]
  }

  /// The place of the thing that `isSame` recognises among those with its hash.
  func place(_ hash: Int, _ isSame: (Int) -> Bool) -> Int32? {
    let place = slots[slot(hash, isSame)]
    return place < 0 ? nil : place
  }

  private func slot(_ hash: Int, _ isSame: (Int) -> Bool) -> Int {
    var slot = hash & (slots.count - 1)
    while slots[slot] >= 0 && !isSame(Int(slots[slot])) { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }
}
