import Proc
import Store
import Testing

/// How many descriptors share an open file description.
@Suite struct HolderCounterTests {
  /// What the kernel would know: the description of each descriptor, and what can't be looked at.
  private final class Kernel {
    var descriptions: [String: Int] = [:]
    var comparisons = 0
    /// Descriptors that are closed once so many comparisons have been made.
    var closing: [String: Int] = [:]

    func compare(_ one: DescriptorHolder, _ other: DescriptorHolder) -> DescriptionOrder? {
      comparisons += 1
      guard let first = description(one), let second = description(other) else { return nil }
      return first == second ? .same : first < second ? .before : .after
    }

    private func description(_ holder: DescriptorHolder) -> Int? {
      let name = "\(holder.task)/\(holder.number)"
      if let limit = closing[name], comparisons > limit { return nil }
      return descriptions[name]
    }
  }

  private let kernel = Kernel()
  private var batches = [Batch(), Batch()]

  /// Adds a process to a batch, with descriptors of the file `inode`, and tells the kernel their descriptions.
  private mutating func add(
    _ pid: Int32, tid: Int32 = 0, _ descriptors: [(number: Int32, inode: UInt64, description: Int?)],
    isListed: Bool = true, batch: Int = 0
  ) {
    var process = ProcessRecord(pid: pid)
    process.tid = tid
    let start = batches[batch].files.count
    for (number, inode, description) in descriptors {
      var file = OpenFile(.number, number: number)
      file.type = .regular
      (file.inode, file.known) = (inode, [.inode, .device])
      if isListed { file.selected = .pid }
      batches[batch].files.append(file)
      kernel.descriptions["\(tid == 0 ? pid : tid)/\(number)"] = description
    }
    process.files = start..<batches[batch].files.count
    batches[batch].processes.append(process)
  }

  /// `descriptors/processes` of each row; nil where that isn't known.
  private mutating func count() -> [String?] {
    var selection = Selection()
    selection.isEverything = false
    selection.selectors = .pid
    HolderCounter.count(in: &batches, selection, compare: kernel.compare)
    return batches.flatMap { batch in
      batch.files.map { file in
        let details = file.details < 0 ? nil : batch.openFileDetails[Int(file.details)]
        return details?.holders.map { "\($0)/\(details?.holdingProcesses ?? 0)" }
      }
    }
  }

  @Test("those of one file are told apart, and those of other processes count")
  mutating func shared() {
    add(1, [(0, 5, 70), (1, 5, 71), (2, 5, 70), (3, 6, 80)])
    add(2, [(0, 5, 70), (9, 5, 72)], isListed: false, batch: 1)
    #expect(count() == ["3/2", "1/1", "3/2", "1/1", "3/2", "1/1"])
  }

  @Test("a file that no listed row has costs nothing, nor does one that is open once")
  mutating func cost() {
    add(1, [(0, 5, 70)])
    add(2, [(0, 6, 71), (1, 6, 71)], isListed: false)
    #expect(count() == ["1/1", nil, nil] && kernel.comparisons == 0)
  }

  @Test("what may not be looked at has no number, and spoils no other")
  mutating func denied() {
    add(1, [(0, 5, 70), (1, 5, 70)])
    add(2, [(0, 5, nil)])
    #expect(count() == ["2/1", "2/1", nil])
  }

  @Test("a task has its process's descriptors")
  mutating func tasks() {
    add(1, [(0, 5, 70), (1, 5, 70)])
    add(1, tid: 4, [(0, 5, 70), (1, 5, 70)])
    #expect(count() == ["2/1", "2/1", "2/1", "2/1"])
  }

  @Test("what is closed while they are compared is left out", arguments: 0..<40)
  mutating func closing(comparisons: Int) {
    add(1, (0..<6).map { ($0, 5, Int($0) % 2) })
    kernel.closing["1/3"] = comparisons
    let counts = count()
    for even in [0, 2, 4] { #expect(counts[even] == "3/1") }
    for odd in [1, 5] { #expect(counts[odd] == "2/1" || counts[odd] == "3/1") }
    #expect(counts[3] == nil || counts[3] == "3/1")
  }

  @Test("comparisons are about n log n")
  mutating func many() {
    add(1, (0..<2000).map { ($0, 5, Int($0) * 7919 % 400) })
    let counts = count()
    #expect(counts.allSatisfy { $0 == "5/1" })
    #expect(kernel.comparisons < 2000 * 30)
  }
}
