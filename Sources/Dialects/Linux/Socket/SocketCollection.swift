import Store

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
  /// TCP connections that wait to be accepted: no process has them, and so they have no inode. Only where they are
  /// asked for.
  private(set) var unaccepted: [InternetSocket] = []
  private let keepsUnaccepted: Bool
  private var places = SocketMap()
  /// By inode, where they are asked for.
  private(set) var tcpFacts: [UInt64: TCPFacts] = [:]
  private(set) var unixFacts: [UInt64: UnixFacts] = [:]

  init(keepsUnaccepted: Bool = false) { self.keepsUnaccepted = keepsUnaccepted }

  func place(of inode: UInt64) -> SocketPlace? {
    guard let code = places[inode] else { return nil }
    let index = Int(code >> 1)
    return code & 1 == 0 ? .internet(index) : .named(index)
  }

  mutating func add(_ socket: InternetSocket) {
    if keepsUnaccepted && socket.isUnaccepted { unaccepted.append(socket) }
    if places.insert(socket.inode, UInt32(truncatingIfNeeded: internet.count << 1)) {
      internet.append(socket)
    }
  }

  /// An MPTCP socket has several.
  mutating func add(_ facts: TCPFacts, of inode: UInt64) {
    if inode == 0 { return }
    if tcpFacts[inode]?.join(facts) == nil { tcpFacts[inode] = facts }
  }

  mutating func add(_ facts: UnixFacts, of inode: UInt64) { if inode != 0 { unixFacts[inode] = facts } }

  /// Takes over the interface of a socket that is known otherwise.
  mutating func setInterface(of report: InternetSocket) {
    guard case .internet(let index) = place(of: report.inode) else { return }
    internet[index].info.interface = report.info.interface
  }

  /// False where the inode is taken.
  @discardableResult mutating func add(_ socket: NamedSocket) -> Bool {
    let isNew = places.insert(socket.inode, UInt32(truncatingIfNeeded: named.count << 1 | 1))
    if isNew { named.append(socket) }
    return isNew
  }

  func isUnix(_ inode: UInt64) -> Bool {
    if case .named(let index) = place(of: inode) { return named[index].type == .unix }
    return false
  }

  /// How many sockets there are of each sort.
  struct Size: Sendable {
    var internet: Int
    var named: Int

    /// Whether the place is one of the first so many.
    func isAfter(_ place: SocketPlace) -> Bool {
      switch place {
      case .internet(let index): index < internet
      case .named(let index): index < named
      }
    }
  }

  var size: Size { Size(internet: internet.count, named: named.count) }

  /// Adds the sockets of another collection.
  mutating func append(_ other: SocketCollection) {
    let distance = text.append(contentsOf: other.text)
    func moved(_ slice: ByteSlice) -> ByteSlice { distance.map { slice.moved(by: $0) } ?? .none }
    for socket in other.internet { add(socket) }
    for (inode, facts) in other.tcpFacts { add(facts, of: inode) }
    for (inode, facts) in other.unixFacts { add(facts, of: inode) }
    for var socket in other.named {
      socket.name = moved(socket.name)
      socket.deviceText = moved(socket.deviceText)
      socket.protocolName = moved(socket.protocolName)
      socket.addition = moved(socket.addition)
      add(socket)
    }
  }
}
