import Store

/// What a worker has gathered of one piece of the work.
struct ScanPiece: Sendable {
  var batch = Batch()
  /// For each process of the batch the task in whose directory procfs shows its files; 0 for that of the process.
  var directoryIDs: [Int32] = []
  /// Rows that ``OpenFile/mayBeLocked`` have yet to get their locks.
  var awaitsLocks = false
}
