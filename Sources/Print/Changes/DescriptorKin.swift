import Misc
import Store

/// What descriptors have in common that leak together: the directory of a file, the protocol and state of a socket,
/// the kind of what has no path.
enum DescriptorKin {
  /// A hash of it.
  static func key(of file: OpenFile, in batch: borrowing Batch) -> UInt64 {
    var hash = Hash()
    hash.add(file.type.rawValue)
    if file.socket >= 0 {
      let socket = batch.sockets[Int(file.socket)]
      var state = ByteBuffer(capacity: 32)
      if socket.hasState { socket.appendState(to: &state) }
      hash.add(socket.transport.rawValue)
      hash.add(state.span)
    } else {
      let name = batch.names[file.name]
      hash.add(name.extracting(0..<commonLength(of: name)))
    }
    return hash.value
  }

  /// Hashes of what may be named of a file: its name, or the ends of a connection.
  static func identities(of file: OpenFile, in batch: borrowing Batch) -> [UInt64] {
    let socket = file.socket < 0 ? nil : batch.sockets[Int(file.socket)]
    guard let socket, socket.transport != .unix else { return [hash(batch.names[file.name])] }
    return [
      socket.foreign.map { hash($0, isForeign: true) }, socket.local.map { hash($0, isForeign: false) },
    ]
    .compactMap(\.self)
  }

  private static func hash(_ name: Span<UInt8>) -> UInt64 {
    var hash = Hash()
    hash.add(name)
    return hash.value
  }

  private static func hash(_ end: InternetEndpoint, isForeign: Bool) -> UInt64 {
    var text = ByteBuffer(capacity: 64)
    text.append(isForeign ? ">" : "<")
    end.append(to: &text)
    return hash(text.span)
  }

  /// What files of one key are called. Where at least half of what came is the same file or end, that is named.
  /// `first` has how many there were of each of ``identities(of:in:)``.
  static func name(
    of files: [OpenFile], in batch: borrowing Batch, growth: Int, first: [UInt64: Int]
  ) -> Bytes {
    guard let file = files.first else { return [] }
    let least = min(growth, max(2, (growth + 1) / 2))
    var text = ByteBuffer(capacity: 64)
    if file.socket < 0 {
      let name = batch.names[file.name]
      if let (same, growth) = mostGrown(files.map { Bytes(batch.names[$0.name]) }, first, { hash($0.span) }),
        growth >= least
      {
        return same
      }
      let length = commonLength(of: name)
      text.append(name.extracting(0..<length))
      if length < name.count { text.append(name[0] == UInt8(ascii: "/") ? "*" : "...") }
      return text.bytes
    }
    let socket = batch.sockets[Int(file.socket)]
    switch socket.transport {
    case .unix:
      text.append("unix")
      let names = files.map { Bytes(batch.names[$0.name]) }
      if let (same, growth) = mostGrown(names, first, { hash($0.span) }), growth >= least,
        same.first == UInt8(ascii: "/")
      {
        text.append(" ")
        text.append(same)
      }
    case .tcp, .udp, .udplite: text.append(socket.transport.name)
    }
    let ends = files.map { batch.sockets[Int($0.socket)] }
    let foreign = mostGrown(ends.compactMap(\.foreign), first) { hash($0, isForeign: true) }
    let local = mostGrown(ends.compactMap(\.local), first) { hash($0, isForeign: false) }
    if let (remote, growth) = foreign, growth >= least {
      text.append(" to ")
      remote.append(to: &text)
    } else if let (local, growth) = local, growth >= least {
      text.append(" at ")
      local.append(to: &text)
    }
    if socket.hasState {
      text.append(" (")
      socket.appendState(to: &text)
      text.append(")")
    }
    return text.bytes
  }

  /// Of a path its directory with the slash; of another name what comes before numbers and lists.
  private static func commonLength(of name: Span<UInt8>) -> Int {
    if name.isEmpty { return 0 }
    if name[0] == UInt8(ascii: "/") {
      var length = name.count
      while name[length - 1] != UInt8(ascii: "/") { length -= 1 }
      return length
    }
    var length = 0
    while length < name.count, name[length] != UInt8(ascii: ":"), name[length] != .blank { length += 1 }
    return length
  }

  /// The value of which there are most more than at first; of equals the first.
  private static func mostGrown<Value: Hashable>(
    _ values: [Value], _ first: [UInt64: Int], _ hash: (Value) -> UInt64
  ) -> (value: Value, growth: Int)? {
    var counts: [Value: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    var most: (value: Value, growth: Int)?
    for value in values {
      guard let count = counts.removeValue(forKey: value) else { continue }
      let growth = count - (first[hash(value)] ?? 0)
      if growth > most?.growth ?? 0 { most = (value, growth) }
    }
    return most
  }

  /// FNV-1a (draft-eastlake-fnv).
  private struct Hash {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    mutating func add(_ bytes: Span<UInt8>) { for index in bytes.indices { add(bytes[index]) } }
  }
}
