import Store

/// A row, by its place in the batches. There may be very many.
struct EndpointHolder: Hashable {
  private let batchIndex: UInt32
  private let processIndex: UInt32
  private let fileIndex: UInt32

  init(batch: Int, process: Int, file: Int) {
    batchIndex = UInt32(batch)
    processIndex = UInt32(process)
    fileIndex = UInt32(file)
  }

  var batch: Int { Int(batchIndex) }
  var process: Int { Int(processIndex) }
  var file: Int { Int(fileIndex) }
}

/// Finds the rows that hold an end. A descriptor that the tasks of a process share is held once, by the
/// first task, or by the process where no task is listed.
struct EndpointHolders {
  private struct End {
    var key: EndpointKey
    /// Counts the endpoints in the order of PID and descriptor.
    var order: UInt32
    var holder: EndpointHolder
  }

  /// By key and order: a table of arrays would take several times as much memory.
  private var ends: [End] = []

  /// In the order of PID and descriptor.
  subscript(key: EndpointKey) -> [EndpointHolder] {
    var (low, high) = (0, ends.count)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return ends[low...].prefix { $0.key == key }.map(\.holder)
  }

  init(_ batches: [Batch]) {
    ends.reserveCapacity(batches.reduce(0) { $0 + $1.files.count { $0.endpoint != .none } })
    var group: [EndpointHolder] = []
    var pid: Int32 = -1
    for (batch, contents) in batches.enumerated() {
      for (index, process) in contents.processes.enumerated() {
        if process.pid != pid {
          add(group, batches)
          group.removeAll(keepingCapacity: true)
          pid = process.pid
        }
        group.append(EndpointHolder(batch: batch, process: index, file: 0))
      }
    }
    add(group, batches)
    ends.sort { ($0.key, $0.order) < ($1.key, $1.order) }
  }

  /// Adds the files of a process and its tasks.
  private mutating func add(_ group: [EndpointHolder], _ batches: [Batch]) {
    let isTask = { (place: EndpointHolder) in batches[place.batch].processes[place.process].tid != 0 }
    var known: Set<Descriptor> = []
    for place in group.filter(isTask) + group.filter({ !isTask($0) }) {
      let batch = batches[place.batch]
      for index in batch.processes[place.process].files {
        let file = batch.files[index]
        if file.endpoint == .none { continue }
        let key = EndpointKey(of: file)
        let descriptor = Descriptor(kind: file.descriptor, number: file.number, key: key)
        if group.count > 1 && !known.insert(descriptor).inserted { continue }
        let holder = EndpointHolder(batch: place.batch, process: place.process, file: index)
        ends.append(End(key: key, order: UInt32(ends.count), holder: holder))
      }
    }
  }

  private struct Descriptor: Hashable {
    var kind: DescriptorKind
    var number: Int32
    var key: EndpointKey
  }
}
