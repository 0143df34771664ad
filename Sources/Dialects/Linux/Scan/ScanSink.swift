import Misc
import Store

/// What a worker of a scan writes to, and the memory in which it reads.
struct ScanSink: ~Copyable {
  /// The processes and files of the piece of work in hand. Scanners put names into its arena.
  var batch = Batch()
  /// For each process of the batch the task in whose directory procfs shows its files; 0 for that of the process.
  var directoryIDs: [Int32] = []
  /// Rows of the batch that ``OpenFile/mayBeLocked`` have yet to get their locks.
  var awaitsLocks = false
  /// Of how many more descriptors the locks are asked at once, before the table of locks is worth its wait.
  var lockAsksLeft: Int
  /// What has been found in all pieces of this worker.
  var searchMatches: SearchMatches
  /// For files that are read whole. What it holds lasts until the next of them is read.
  var reader = FileReader(capacity: 64 * 1024)

  init(_ selection: Selection, lockAsks: Int) {
    searchMatches = SearchMatches(selection)
    lockAsksLeft = lockAsks
  }

  /// Gives the piece away and begins the next one.
  mutating func takePiece() -> ScanPiece {
    let full = ScanPiece(batch: batch, directoryIDs: directoryIDs, awaitsLocks: awaitsLocks)
    batch = Batch()
    directoryIDs = []
    awaitsLocks = false
    return full
  }
}
