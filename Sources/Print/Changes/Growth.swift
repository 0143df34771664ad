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
    var grown = Self.grown(process, of: batch, selection, first, last)
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
    var places: [(growth: UInt64, batch: Int, process: Int, last: DescriptorSurvey.Kinds)] = []
    for (place, batch) in batches.enumerated() {
      for (index, process) in batch.processes.enumerated() where process.tid == 0 {
        guard let first = processes[process.pid] else { continue }
        let last = Self.kinds(of: process, of: batch, selection)
        if last.sum > first.kinds.sum { places.append((last.sum - first.kinds.sum, place, index, last)) }
      }
    }
    result.count = places.count + endedCount
    places.sort { ($0.growth, $1.batch, $1.process) > ($1.growth, $0.batch, $0.process) }
    let living = places.prefix(Self.mostKept).compactMap { place in
      let process = batches[place.batch].processes[place.process]
      return processes[process.pid].map {
        Self.grown(process, of: batches[place.batch], selection, $0, place.last)
      }
    }
    result.processes = Array((living + ended).sorted { $0.growth > $1.growth }.prefix(Self.mostKept))
    return result
  }

  private static func grown(
    _ process: ProcessRecord, of batch: Batch, _ selection: Selection, _ first: First,
    _ last: DescriptorSurvey.Kinds
  ) -> GrownProcess {
    GrownProcess(
      pid: process.pid, uid: process.uid, command: Bytes(batch.names[process.command]), hasEnded: false,
      firstTime: first.time, first: first.kinds, last: last,
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
