import Store

/// A TCP, UDP or UDPLITE socket.
struct InternetSocket: Sendable {
  var inode: UInt64
  /// It is an IPv6 socket, whose addresses may be IPv4-mapped all the same.
  var isIPv6: Bool
  var info: SocketInfo
}

/// A socket of any other family. Slices are those of ``SocketCollection/text``.
struct NamedSocket: Sendable {
  var inode: UInt64
  var type: FileType
  /// UNIX sockets.
  var state = SocketState.unknown(0)
  var isListening = false
  /// UNIX sockets: ``name`` has its NULs.
  var hasOddName = false
  /// UNIX sockets: a SOCK_* number.
  var socketType: UInt16 = 0
  /// The path of a UNIX socket as the table shows it, else all that goes into the NAME column.
  var name = ByteSlice.none
  /// For the DEVICE column, where that isn't the inode.
  var deviceText = ByteSlice.none
  /// For the NODE column, where that isn't the inode.
  var protocolName = ByteSlice.none
  /// What follows the name.
  var addition = ByteSlice.none

  init(inode: UInt64, type: FileType) {
    self.inode = inode
    self.type = type
  }
}

/// Where a socket is in its ``SocketCollection``.
enum SocketPlace: Sendable, Equatable {
  case internet(Int)
  case named(Int)
}

/// Sockets by inode. An inode that is added twice keeps its first meaning.
struct SocketCollection: Sendable {
  private(set) var internet: [InternetSocket] = []
  var named: [NamedSocket] = []
  var text = ByteArena()
  /// Some line in the table of UNIX sockets can be part of a name.
  var isDisputed = false
  /// Some name in it begins with `@`, which may be a NUL.
  var hasAbstractNames = false
  private var places = SocketMap()

  func place(of inode: UInt64) -> SocketPlace? {
    guard let code = places[inode] else { return nil }
    let index = Int(code >> 1)
    return code & 1 == 0 ? .internet(index) : .named(index)
  }

  mutating func add(_ socket: InternetSocket) {
    if places.insert(socket.inode, UInt32(truncatingIfNeeded: internet.count << 1)) {
      internet.append(socket)
    }
  }

  /// False where the inode is taken.
  @discardableResult mutating func add(_ socket: NamedSocket) -> Bool {
    let isNew = places.insert(socket.inode, UInt32(truncatingIfNeeded: named.count << 1 | 1))
    if isNew { named.append(socket) }
    return isNew
  }
}

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
