import Store

/// A descriptor, by the process or task that has it.
public struct DescriptorHolder: Sendable {
  /// The task's ID, or that of the process.
  public var task: Int32
  public var number: Int32
}

/// How two open file descriptions compare, in an order that is the same for as long as they are open.
public enum DescriptionOrder: Sendable {
  case same, before, after
}

/// Counts the descriptors that share an open file description (open(2)): those that dup(2), fork(2) or a UNIX socket
/// have made of one. Only the kernel can tell; it is asked about descriptors of the same file.
public struct HolderCounter {
  /// Compares two open file descriptions; nil where one of them is closed by now or may not be looked at.
  public typealias Comparison = (DescriptorHolder, DescriptorHolder) -> DescriptionOrder?

  private struct Key: Hashable {
    var file: FileIdentity
    var type: FileType

    init?(_ file: OpenFile) {
      if file.descriptor != .number || file.type == .withoutStatus { return nil }
      let device = file.known.contains(.device) ? file.device : DeviceNumber(rawValue: 0)
      self.file = FileIdentity(device: device, inode: file.inode)
      type = file.type
    }
  }

  /// A descriptor of a process. Its tasks have the same, as a rule.
  private struct Descriptor: Hashable {
    var pid: Int32
    var number: Int32
  }

  private let compare: Comparison

  /// Sets ``OpenFileDetails/holders`` of the listed rows. `batches` must have the descriptors of all processes, also
  /// those that nothing selected. In a group of n descriptors of one file it makes about n log n comparisons.
  public static func count(in batches: inout [Batch], _ selection: Selection, compare: @escaping Comparison) {
    var groups: [Key: [EndpointHolder]] = [:]
    forEachDescriptor(in: batches) { _, key, file in
      if selection.lists(file.selected) { groups[key] = [] }
    }
    forEachDescriptor(in: batches) { place, key, _ in groups[key]?.append(place) }
    let counter = HolderCounter(compare: compare)
    for group in groups.values {
      for holders in counter.parts(of: group, batches) { count(holders, in: &batches) }
    }
  }

  private static func forEachDescriptor(
    in batches: [Batch], _ body: (EndpointHolder, Key, OpenFile) -> Void
  ) {
    for (batch, contents) in batches.enumerated() {
      for (process, record) in contents.processes.enumerated() {
        for file in record.files {
          guard let key = Key(contents.files[file]) else { continue }
          body(EndpointHolder(batch: batch, process: process, file: file), key, contents.files[file])
        }
      }
    }
  }

  private static func count(_ holders: [EndpointHolder], in batches: inout [Batch]) {
    var descriptors: Set<Descriptor> = []
    var processes: Set<Int32> = []
    for holder in holders {
      let pid = batches[holder.batch].processes[holder.process].pid
      processes.insert(pid)
      descriptors.insert(Descriptor(pid: pid, number: batches[holder.batch].files[holder.file].number))
    }
    for holder in holders {
      batches[holder.batch].changeDetails(ofFile: holder.file) {
        $0.holders = UInt32(truncatingIfNeeded: descriptors.count)
        $0.holdingProcesses = UInt32(truncatingIfNeeded: processes.count)
      }
    }
  }

  /// The descriptors of a group by their open file descriptions; those that can't be compared are in none.
  private func parts(of group: [EndpointHolder], _ batches: [Batch]) -> [[EndpointHolder]] {
    if group.count == 1 { return [group] }
    var open = group.filter { order($0, $0, batches) == .same }
    while true {
      if let parts = sorted(open, batches) { return parts }
      // Something was closed meanwhile. That descriptors can be looked at, but not compared, has no remedy.
      let rest = open.filter { order($0, $0, batches) == .same }
      if rest.count == open.count { return [] }
      open = rest
    }
  }

  /// The same of descriptors that can all be compared; nil where they can't.
  private func sorted(_ group: [EndpointHolder], _ batches: [Batch]) -> [[EndpointHolder]]? {
    var hasFailed = false
    func order(_ one: EndpointHolder, _ other: EndpointHolder) -> DescriptionOrder? {
      if hasFailed { return nil }
      let order = self.order(one, other, batches)
      if order == nil { hasFailed = true }
      return order
    }
    var parts: [[EndpointHolder]] = []
    for holder in group.sorted(by: { order($0, $1) == .before }) {
      if let last = parts.last?.last, order(last, holder) == .same {
        parts[parts.count - 1].append(holder)
      } else {
        parts.append([holder])
      }
    }
    return hasFailed ? nil : parts
  }

  private func order(
    _ one: EndpointHolder, _ other: EndpointHolder, _ batches: [Batch]
  ) -> DescriptionOrder? {
    func holder(_ place: EndpointHolder) -> DescriptorHolder {
      let process = batches[place.batch].processes[place.process]
      return DescriptorHolder(
        task: process.tid == 0 ? process.pid : process.tid,
        number: batches[place.batch].files[place.file].number)
    }
    return compare(holder(one), holder(other))
  }
}
