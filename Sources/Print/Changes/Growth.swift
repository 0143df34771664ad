import Misc
import Store

/// How many descriptors each process had when it was first seen, and what became of it.
///
/// Of processes that live there are counts, of those that have ended the few that grew most: a listing that goes on for
/// days takes no more memory.
struct Growth {
  /// So many are kept of those that grew.
  static let mostKept = 100
  private static let mostKin = 3

  private struct First {
    let startTime: Int64?
    let time: Int64
    var kinds = DescriptorSurvey.Kinds()
    /// How many there were of each ``DescriptorKin/key``.
    var kin: [UInt64: Int] = [:]
    /// And of each of ``DescriptorKin/identities``.
    var identities: [UInt64: Int] = [:]
  }

  private var processes: [Int32: First] = [:]
  private var ended: [GrownProcess] = []
  private var endedCount = 0
  private var firstTime: Int64?
  private var cycles = 0

  mutating func begin(_ batch: Batch, _ selection: Selection, at time: Int64) {
    for process in batch.processes where process.tid == 0 {
      let startTime = batch.startTime(of: process)
      if let known = processes[process.pid], known.startTime == startTime { continue }
      if !process.files.contains(where: { selection.lists(batch.files[$0].selected) }) { continue }
      var first = First(startTime: startTime, time: time)
      Self.visit(process, of: batch, selection) {
        first.kinds.count($0, of: batch)
        first.kin[DescriptorKin.key(of: $0, in: batch), default: 0] += 1
        for identity in DescriptorKin.identities(of: $0, in: batch) {
          first.identities[identity, default: 0] += 1
        }
      }
      processes[process.pid] = first
    }
  }

  /// A process has gone, of which this is the last that was listed.
  mutating func end(_ process: ProcessRecord, of batch: Batch, _ selection: Selection) {
    // Its number can be another's by now.
    guard process.tid == 0, let first = processes[process.pid],
      first.startTime == batch.startTime(of: process)
    else { return }
    processes[process.pid] = nil
    let last = Self.kinds(of: process, of: batch, selection)
    if last.sum <= first.kinds.sum { return }
    endedCount += 1
    if ended.count == Self.mostKept, let least = ended.last, last.sum - first.kinds.sum <= least.growth {
      return
    }
    var grown = Self.grown(process, of: batch, selection, first)
    grown.hasEnded = true
    ended.insert(grown, at: ended.firstIndex { $0.growth < grown.growth } ?? ended.count)
    if ended.count > Self.mostKept { ended.removeLast() }
  }

  mutating func endCycle(at time: Int64) {
    if firstTime == nil { firstTime = time }
    cycles += 1
  }

  /// What has grown, where `batches` are the last cycle.
  func grown(_ batches: [Batch], _ selection: Selection) -> GrownProcesses {
    var result = GrownProcesses()
    result.firstTime = firstTime ?? 0
    result.cycles = cycles
    var places: [(growth: UInt64, batch: Int, process: Int)] = []
    for (place, batch) in batches.enumerated() {
      for (index, process) in batch.processes.enumerated() where process.tid == 0 {
        guard let first = processes[process.pid] else { continue }
        let last = Self.kinds(of: process, of: batch, selection)
        if last.sum > first.kinds.sum { places.append((last.sum - first.kinds.sum, place, index)) }
      }
    }
    result.count = places.count + endedCount
    places.sort { ($0.growth, $1.batch, $1.process) > ($1.growth, $0.batch, $0.process) }
    let living = places.prefix(Self.mostKept).compactMap { place in
      let process = batches[place.batch].processes[place.process]
      return processes[process.pid].map { Self.grown(process, of: batches[place.batch], selection, $0) }
    }
    result.processes = Array((living + ended).sorted { $0.growth > $1.growth }.prefix(Self.mostKept))
    return result
  }

  private static func grown(
    _ process: ProcessRecord, of batch: Batch, _ selection: Selection, _ first: First
  ) -> GrownProcess {
    GrownProcess(
      pid: process.pid, uid: process.uid, command: Bytes(batch.names[process.command]), hasEnded: false,
      firstTime: first.time, first: first.kinds, last: kinds(of: process, of: batch, selection),
      kin: kin(of: process, of: batch, selection, first))
  }

  /// What there are more of.
  private static func kin(
    of process: ProcessRecord, of batch: Batch, _ selection: Selection, _ first: First
  ) -> [GrownProcess.Kin] {
    var files: [UInt64: [OpenFile]] = [:]
    visit(process, of: batch, selection) {
      files[DescriptorKin.key(of: $0, in: batch), default: []].append($0)
    }
    let grown = files.compactMap { key, files in
      let count = files.count - (first.kin[key] ?? 0)
      return count > 0 ? (key, count, files[0].number) : nil
    }
    return grown.sorted { ($0.1, $1.2) > ($1.1, $0.2) }.prefix(mostKin).map { key, count, _ in
      let name = DescriptorKin.name(of: files[key] ?? [], in: batch, growth: count, first: first.identities)
      return GrownProcess.Kin(name: name, count: count)
    }
  }

  private static func kinds(
    of process: ProcessRecord, of batch: Batch, _ selection: Selection
  ) -> DescriptorSurvey.Kinds {
    var kinds = DescriptorSurvey.Kinds()
    visit(process, of: batch, selection) { kinds.count($0, of: batch) }
    return kinds
  }

  /// Visits the listed descriptors.
  private static func visit(
    _ process: ProcessRecord, of batch: Batch, _ selection: Selection, _ body: (OpenFile) -> Void
  ) {
    for index in process.files {
      let file = batch.files[index]
      if file.descriptor == .number && selection.lists(file.selected) { body(file) }
    }
  }
}

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
    if file.socket < 0 { return [hash(Bytes(batch.names[file.name]))] }
    let socket = batch.sockets[Int(file.socket)]
    if socket.transport == .unix { return [hash(Bytes(batch.names[file.name]))] }
    return [
      socket.foreign.map { hash($0, isForeign: true) }, socket.local.map { hash($0, isForeign: false) },
    ]
    .compactMap(\.self)
  }

  private static func hash(_ name: Bytes) -> UInt64 {
    var hash = Hash()
    hash.add(name.span)
    return hash.value
  }

  private static func hash(_ end: InternetEndpoint, isForeign: Bool) -> UInt64 {
    var text = ByteBuffer(capacity: 64)
    text.append(isForeign ? ">" : "<")
    end.append(to: &text)
    return hash(text.bytes)
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
      if let (same, growth) = mostGrown(files.map { Bytes(batch.names[$0.name]) }, first, { hash($0) }),
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
      if let (same, growth) = mostGrown(names, first, { hash($0) }), growth >= least,
        same.first == UInt8(ascii: "/")
      {
        text.append(" ")
        text.append(same)
      }
    case .tcp: text.append("TCP")
    case .udp: text.append("UDP")
    case .udplite: text.append("UDPLITE")
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
