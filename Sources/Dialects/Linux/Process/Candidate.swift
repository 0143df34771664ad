import Store

/// A process or task that may be listed.
struct Candidate {
  var record: ProcessRecord
  /// What it matches by itself.
  var selected: Selectors
  /// The task in whose directory procfs shows the files; 0 for the directory of the process.
  var directoryID: Int32
  /// Of a task what it doesn't share with its process; nil where that isn't known.
  var ownParts: ProcessParts?
  /// Descriptors below it are not wanted.
  var firstDescriptor: Int32 = 0

  /// It is the process, or a task that has all in common with that.
  var sharesAll: Bool { record.tid == 0 || ownParts == [] }

  /// The ID of the task that it is: of a process, its first.
  var taskID: Int32 { record.tid == 0 ? record.pid : record.tid }
}
