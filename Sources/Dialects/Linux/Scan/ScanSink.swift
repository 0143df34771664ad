import Misc
import Store

/// What a worker of a scan writes to, and the memory in which it reads.
struct ScanSink: ~Copyable {
  /// The processes and files of the piece of work in hand. Scanners put names into its arena.
  var batch = Batch()
  /// What has been found in all pieces of this worker.
  var searchMatches: SearchMatches
  /// For files that are read whole. What it holds lasts until the next of them is read.
  var reader = FileReader(capacity: 64 * 1024)

  init(_ selection: Selection) { searchMatches = SearchMatches(selection) }

  /// Gives the batch away and begins the next one.
  mutating func takeBatch() -> Batch {
    let full = batch
    batch = Batch()
    return full
  }
}
