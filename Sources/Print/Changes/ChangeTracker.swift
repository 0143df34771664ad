import Glibc
import Misc
import Store

/// Compares each cycle of a repeated listing with the one before it (`--changes`).
///
/// It keeps the rows of the last cycle, and ``Growth``.
public struct ChangeTracker {
  /// What must be known of each file to tell whether it is the same, and to sum up what grew.
  public static let requiredFields: RequiredFields = [.access, .status, .name, .startTime]

  private let selection: Selection
  private let comparison: RowComparison
  private(set) var growth = Growth()
  private var isFirstCycle = true
  private var last: [Batch] = []
  private var current: [Batch] = []
  /// The next process of ``last`` that has not been met in this cycle.
  private var next = (batch: 0, process: 0)
  /// When the cycle's first batch came, or its end where there was none, in seconds since the epoch.
  private var time: Int64?
  /// How many processes the cycle has with a listed file.
  private var listedProcesses = 0

  init(_ selection: Selection, _ values: ChangingValues) {
    self.selection = selection
    comparison = RowComparison(values: values)
  }

  /// When the cycle was, in seconds since the epoch.
  mutating func cycleTime() -> Int64 {
    if let time { return time }
    let now = Int64(Glibc.time(nil))
    time = now
    return now
  }

  /// Takes the next processes, in the order of PID and TID. Gives what is to be written: batches in which a process has
  /// only the rows that have changed, and ``Batch/changes``; of the first cycle the batch itself. Rows that were closed
  /// are in batches of their own, for their process can be another program by now.
  mutating func changes(in batch: Batch) -> [Batch] {
    let now = cycleTime()
    var sorted = batch
    // The kernel tells tasks in the order in which they began, which isn't that of their numbers once these start over.
    if batch.processes.contains(where: { $0.tid != 0 }) {
      sorted.processes.sort { ($0.pid, $0.tid) < ($1.pid, $1.tid) }
    }
    current.append(sorted)
    for process in batch.processes
    where process.files.contains(where: { selection.lists(batch.files[$0].selected) }) {
      listedProcesses += 1
    }
    var changes = isFirstCycle ? [batch] : []
    if !isFirstCycle { for process in sorted.processes { compare(process, of: sorted, &changes) } }
    // What had the number of one of these has been told of by now.
    growth.begin(batch, selection, at: now)
    return changes
  }

  /// Ends the cycle. Gives the rows of processes that are there no more, and how many processes had a listed file.
  mutating func finishCycle() -> (changes: [Batch], listedProcesses: Int) {
    let now = cycleTime()
    var changes: [Batch] = []
    while next.batch < last.count { passNext(&changes) }
    let listed = listedProcesses
    last = current
    current = []
    next = (0, 0)
    skipEmptyBatches()
    listedProcesses = 0
    isFirstCycle = false
    growth.endCycle(at: now)
    return (changes, listed)
  }

  /// The next cycle comes later.
  mutating func beginCycle() { time = nil }

  /// What has grown until the last cycle.
  func grown() -> GrownProcesses { growth.grown(last, selection) }

  /// Compares a process with itself in the cycle before, after all that were before it and have ended.
  private mutating func compare(_ process: ProcessRecord, of batch: Batch, _ changes: inout [Batch]) {
    while next.batch < last.count {
      let old = last[next.batch].processes[next.process]
      if (old.pid, old.tid) > (process.pid, process.tid) { break }
      if (old.pid, old.tid) == (process.pid, process.tid)
        && last[next.batch].startTime(of: old) == batch.startTime(of: process)
      {
        compare(old, of: last[next.batch], process, of: batch, &changes)
        return moveOn()
      }
      passNext(&changes)
    }
    append(process, of: batch, listedRows(of: process, in: batch).map { ($0, .opened) }, to: &changes)
  }

  /// The next process of the cycle before is there no more.
  private mutating func passNext(_ changes: inout [Batch]) {
    let batch = last[next.batch]
    let process = batch.processes[next.process]
    growth.end(process, of: batch, selection)
    append(process, of: batch, listedRows(of: process, in: batch).map { ($0, .closed) }, to: &changes)
    moveOn()
  }

  private mutating func moveOn() {
    next.process += 1
    skipEmptyBatches()
  }

  private mutating func skipEmptyBatches() {
    while next.batch < last.count && next.process >= last[next.batch].processes.count {
      next = (next.batch + 1, 0)
    }
  }

  private func compare(
    _ old: ProcessRecord, of oldBatch: Batch, _ new: ProcessRecord, of newBatch: Batch,
    _ changes: inout [Batch]
  ) {
    let oldRows = listedRows(of: old, in: oldBatch)
    let newRows = listedRows(of: new, in: newBatch)
    func areSame(_ one: Int, _ other: Int) -> Bool {
      RowComparison.areSame(oldBatch.files[one], of: oldBatch, newBatch.files[other], of: newBatch)
    }
    func differ(_ one: Int, _ other: Int) -> Bool {
      comparison.differ(oldBatch.files[one], of: oldBatch, newBatch.files[other], of: newBatch)
    }
    var told: [(row: Int, change: Change)] = []
    // Most processes are the same from the first row to the last, and most others at both ends.
    let shorter = min(oldRows.count, newRows.count)
    var start = 0
    while start < shorter && areSame(oldRows[start], newRows[start]) {
      if differ(oldRows[start], newRows[start]) { told.append((newRows[start], .changed)) }
      start += 1
    }
    var rest = 0
    while rest < shorter - start
      && areSame(oldRows[oldRows.count - 1 - rest], newRows[newRows.count - 1 - rest])
    {
      rest += 1
    }
    var remaining = RemainingRows(oldRows[start..<oldRows.count - rest], of: oldBatch)
    for row in newRows[start..<newRows.count - rest] {
      guard let old = remaining.take(newBatch.files[row], where: { areSame($0, row) }) else {
        told.append((row, .opened))
        continue
      }
      if differ(old, row) { told.append((row, .changed)) }
    }
    for place in 0..<rest {
      let (one, other) = (oldRows[oldRows.count - rest + place], newRows[newRows.count - rest + place])
      if differ(one, other) { told.append((other, .changed)) }
    }
    append(old, of: oldBatch, remaining.rows.map { ($0, .closed) }, to: &changes)
    append(new, of: newBatch, told, to: &changes)
  }

  private func listedRows(of process: ProcessRecord, in batch: Batch) -> [Int] {
    process.files.filter { selection.lists(batch.files[$0].selected) }
  }

  /// Appends a batch with these rows alone. It shares names, sockets and details with the one that they are of.
  private func append(
    _ process: ProcessRecord, of batch: Batch, _ rows: [(row: Int, change: Change)], to changes: inout [Batch]
  ) {
    if rows.isEmpty { return }
    var part = batch
    part.files = rows.map { batch.files[$0.row] }
    part.changes = rows.map(\.change)
    part.changeTime = time ?? 0
    var process = process
    process.files = 0..<rows.count
    part.processes = [process]
    changes.append(part)
  }
}

extension Batch {
  func startTime(of process: ProcessRecord) -> Int64? { processDetails[process.pid]?.startTime }
}

/// Rows of the cycle before that have no counterpart yet.
private struct RemainingRows {
  private struct Key: Hashable {
    var kind: DescriptorKind
    var number: Int32
    /// Of mapped files, which have no number.
    var inode: UInt64
    /// Tells those apart that are alike in all else.
    var turn = 0

    init(_ file: OpenFile) {
      kind = file.kindWhenMapped
      number = file.number
      inode = file.number < 0 ? file.identifyingInode ?? 0 : 0
    }
  }

  private var places: [Key: Int] = [:]
  private var areTaken: [Bool]
  private let candidates: ArraySlice<Int>

  init(_ rows: ArraySlice<Int>, of batch: Batch) {
    candidates = rows
    areTaken = Array(repeating: false, count: rows.count)
    places.reserveCapacity(rows.count)
    for (place, row) in rows.enumerated() {
      var key = Key(batch.files[row])
      while places[key] != nil { key.turn += 1 }
      places[key] = place
    }
  }

  /// Takes the row that is the same as `file`; nil where there is none.
  mutating func take(_ file: OpenFile, where isSame: (Int) -> Bool) -> Int? {
    var key = Key(file)
    while let place = places[key] {
      let row = candidates[candidates.startIndex + place]
      if !areTaken[place] && isSame(row) {
        areTaken[place] = true
        return row
      }
      key.turn += 1
    }
    return nil
  }

  /// Those that were not taken.
  var rows: [Int] { candidates.enumerated().filter { !areTaken[$0.offset] }.map(\.element) }
}
