import Glibc
import Misc
import Store

/// Bytes. So much is read before it is asked for, so that workers need not wait for each other's reads: one that has
/// to sleep for records may be woken long after they are there.
private let mostAhead = 32 * 1024

/// What a record of the kernel's tables has to tell to be kept.
protocol KernelRecord {
  /// Reads the record that begins at `start`; nil where the bytes hold no whole one there.
  init?(_ bytes: Span<UInt8>, at start: Int)
  var pid: Int32 { get }
  /// Where the next record begins.
  var end: Int { get }
  /// Tells processes apart that had one PID after each other.
  var started: UInt32 { get }
  /// Procfs may have more to tell.
  var mayNeedProcfs: Bool { get }
  /// It stands for the process: procfs must be asked about all of it.
  var leavesToProcfs: Bool { get }
}

/// A structure of CBPFRecords.h that begins a record, and what is behind it.
struct KernelRecordParts<Structure: BitwiseCopyable> {
  let structure: Structure
  /// Where in the bytes that it was read from its path is.
  let path: Range<Int>
  /// Where the next record begins.
  let end: Int

  /// Reads the record that begins at `start`, whose length and path's length the structure tells; nil where the bytes
  /// hold no whole one there.
  init?(
    _ bytes: Span<UInt8>, at start: Int, lengths: (Structure) -> (record: UInt32, path: UInt32)
  ) {
    let size = MemoryLayout<Structure>.size
    guard start >= 0, bytes.count - start >= size else { return nil }
    structure = bytes.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: Structure.self)
    let (length, pathLength) = (Int(lengths(structure).record), Int(lengths(structure).path))
    guard length <= bytes.count - start, size + pathLength <= length else { return nil }
    path = start + size..<start + size + pathLength
    end = start + length
  }
}

/// The records of a process.
struct KernelRecords: Sendable {
  fileprivate(set) var bytes: Bytes = []
  /// Of some procfs may have more to tell.
  fileprivate(set) var mayNeedProcfs = false
  /// Procfs must be asked about the process.
  fileprivate var areLeftToProcfs = false
  fileprivate(set) var count = 0
  /// ``KernelRecord/started`` of the process.
  fileprivate(set) var started: UInt32 = 0
  /// How many bytes of the table end with them.
  fileprivate var end = 0
}

/// A table of the kernel, as a BPF iterator gives it: what procfs tells with calls for each process or file comes in
/// few reads for all of them.
///
/// The iterator (Sources/CBPF/Programs) passes from process to process in the order of their PIDs, as the workers of a
/// scan do. So it is read on by whichever worker finds that there is little left, and the whole is never kept, unless
/// it is asked for.
final class KernelTable<Record: KernelRecord>: Sendable {
  private struct State {
    /// What has been read and not asked for yet.
    var byPID: [Int32: KernelRecords] = [:]
    /// How many bytes have been read, and how many of them come up to the last process that was asked for.
    var size = 0
    var asked = 0
    /// The process whose records are being read; all below have been passed.
    var pid: Int32 = 0
    var records = KernelRecords()
    var hasEnded = false
    var hasFailed = false

    /// More may be asked for soon than is there.
    var needsMore: Bool { !hasEnded && size - asked < mostAhead }

    func hasPassed(_ pid: Int32) -> Bool { hasEnded || pid < self.pid }
  }

  /// Only some records are told of.
  let isFiltered: Bool
  private let state = Locked(State())
  /// Whoever reads has it, and the others go on with what there is.
  private let iterator: Locked<KernelIterator>

  /// `iterator` gives the records.
  init(_ iterator: consuming KernelIterator, isFiltered: Bool) {
    self.iterator = Locked(iterator)
    self.isFiltered = isFiltered
  }

  /// The records of a process that are wanted; nil where procfs must be asked. To be called once for each; the
  /// processes that several workers ask for should be near each other.
  func records(of pid: Int32) -> KernelRecords? {
    if state.withLock({ $0.needsMore }) { _ = iterator.withLockIfAvailable { read(&$0) } }
    while !state.withLock({ $0.hasPassed(pid) }) {
      iterator.withLock { iterator in
        // Another one has read meanwhile, perhaps.
        if !state.withLock({ $0.hasPassed(pid) }) { read(&iterator) }
      }
    }
    return state.withLock { state in
      if let records = state.byPID.removeValue(forKey: pid) {
        state.asked = max(state.asked, records.end)
        return records.areLeftToProcfs ? nil : records
      }
      // Where only some are told of, most processes have none of them.
      let isPassed = isFiltered && (pid < state.pid || !state.hasFailed)
      return isPassed ? KernelRecords() : nil
    }
  }

  /// The processes that records are wanted of, all of them read at once; nil where they could not be read.
  func pids() -> [Int32]? {
    readAhead()
    return state.withLock { $0.hasFailed ? nil : Array($0.byPID.keys) }
  }

  /// Reads a piece of it before anything is asked; false where that is enough, or there is none any more.
  func readOn() -> Bool {
    iterator.withLock { read(&$0) }
    return state.withLock { $0.needsMore }
  }

  /// Reads it to its end before anything is asked.
  func readAhead() {
    iterator.withLock { iterator in
      while !state.withLock({ $0.hasEnded }) { read(&iterator) }
    }
  }

  /// Reads it to its end and hands over all records with the bytes that they are in, until one is refused; false where
  /// that is so or they could not be read. Nothing may have been asked before, nor is anything kept.
  func readAll(_ body: (Record, Span<UInt8>) -> Bool) -> Bool {
    guard let pids = pids() else { return false }
    for pid in pids.sorted() {
      guard let records = records(of: pid) else { return false }
      var place = 0
      while let record = Record(records.bytes.span, at: place) {
        if !body(record, records.bytes.span) {
          state.withLock { $0.byPID = [:] }
          return false
        }
        place = record.end
      }
    }
    return true
  }

  /// Reads a piece.
  private func read(_ iterator: inout KernelIterator) {
    if state.withLock({ $0.hasEnded }) { return }
    let reading = iterator.read { bytes in state.withLock { Self.take(bytes, &$0) } }
    if case .more = reading { return }
    state.withLock { state in
      state.hasEnded = true
      if case .failed = reading { state.hasFailed = true } else { Self.finish(&state) }
    }
  }

  /// Takes the records of a read, which are whole; false where they make no sense.
  private static func take(_ bytes: Span<UInt8>, _ state: inout State) -> Bool {
    var start = 0
    var ofProcess = 0
    while start < bytes.count {
      guard let record = Record(bytes, at: start), record.pid >= state.pid else { return false }
      if record.pid > state.pid {
        append(bytes.extracting(ofProcess..<start), &state)
        finish(&state)
        ofProcess = start
        state.pid = record.pid
        state.records.started = record.started
      }
      state.records.count += 1
      if record.mayNeedProcfs { state.records.mayNeedProcfs = true }
      if record.leavesToProcfs { state.records.areLeftToProcfs = true }
      start = record.end
    }
    append(bytes.extracting(ofProcess..<start), &state)
    return true
  }

  private static func append(_ bytes: Span<UInt8>, _ state: inout State) {
    bytes.withUnsafeBufferPointer { state.records.bytes.append(contentsOf: $0) }
  }

  private static func finish(_ state: inout State) {
    if state.records.count > 0 {
      state.size += state.records.bytes.count
      state.records.end = state.size
      state.byPID[state.pid] = state.records
    }
    state.records = KernelRecords()
  }
}
