import Store

/// A row, by its place in the batches.
struct EndpointHolder: Hashable {
  var batch: Int
  var process: Int
  var file: Int
}

/// What the ends of one pipe, socket, terminal, queue or eventfd have in common.
struct EndpointKey: Hashable {
  var kind: EndpointKind
  var number: UInt64
  /// Pipes and queues: their inode is unique on its file system only.
  var device: DeviceNumber

  init(_ kind: EndpointKind, _ number: UInt64, device: DeviceNumber = DeviceNumber(rawValue: 0)) {
    self.kind = kind
    self.number = number
    self.device = device
  }

  init(of file: OpenFile) {
    let isOnDevice = file.endpoint == .pipe || file.endpoint == .messageQueue
    self.init(
      file.endpoint, file.endpointKey, device: isOnDevice ? file.device : DeviceNumber(rawValue: 0))
  }
}

/// Finds the rows that hold an end. A descriptor that the tasks of a process share is held once, by the
/// first task, or by the process where no task is listed.
struct EndpointHolders {
  private var holders: [EndpointKey: [EndpointHolder]] = [:]

  /// In the order of PID and descriptor.
  subscript(key: EndpointKey) -> [EndpointHolder] { holders[key] ?? [] }

  init(_ batches: [Batch]) {
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
        holders[key, default: []].append(
          EndpointHolder(batch: place.batch, process: place.process, file: index))
      }
    }
  }

  private struct Descriptor: Hashable {
    var kind: DescriptorKind
    var number: Int32
    var key: EndpointKey
  }
}
