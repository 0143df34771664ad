import Store

/// The rows of a process or task, by the ``ProcessParts`` that tasks can share.
struct ProcessRows {
  var directories: [OpenFile] = []
  var memory: [OpenFile] = []
  var descriptors: [OpenFile] = []
}
