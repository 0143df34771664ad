import Glibc
import Misc
import Store

/// What BPF iterators take from the kernel's own tables: the descriptors of all processes and what they have mapped.
///
/// They know what is in the inode; file systems that tell stat(2) something else are asked as ever, by procfs
/// (``KernelFile/status``), and so are fdinfo, for what only that has, and all that is neither a descriptor nor mapped.
/// A process that an iterator doesn't tell of, since it could not be read to its end or the process has begun later, is
/// left to procfs whole.
final class KernelFiles: Sendable {
  typealias ProcessFiles = KernelRecords

  /// How many iterators may be open.
  static let mostIterators = 3

  private let descriptors: KernelTable<KernelFile>?
  private let mappings: KernelTable<KernelMapping>?
  /// The processes that have something else which may be listed, where that is little.
  private let processes: KernelTable<KernelProcess>?

  /// The descriptors of sockets tell what tables of sockets do.
  let tellsSockets: Bool

  /// `descriptors` gives the records of descriptors.
  init(_ descriptors: consuming FileDescriptor, isFiltered: Bool) {
    tellsSockets = false
    self.descriptors = KernelTable(descriptors, isFiltered: isFiltered)
    mappings = nil
    processes = nil
  }

  /// `mappings` gives the records of mappings.
  init(mappings: consuming FileDescriptor, isFiltered: Bool) {
    tellsSockets = false
    descriptors = nil
    self.mappings = KernelTable(mappings, isFiltered: isFiltered)
    processes = nil
  }

  /// Loads the iterators; the error says why that can't be.
  init(_ wanted: WantedFiles) throws(SystemError) {
    tellsSockets = wanted.descriptors && wanted.tellsSockets
    descriptors =
      wanted.descriptors ? KernelTable(try wanted.openDescriptors(), isFiltered: wanted.isFiltered) : nil
    mappings =
      wanted.mappings ? KernelTable(try wanted.openMappings(), isFiltered: wanted.filtersMappings) : nil
    processes = wanted.decidesProcesses ? try Self.processes(wanted) : nil
  }

  private static func processes(_ wanted: WantedFiles) throws(SystemError) -> KernelTable<KernelProcess>? {
    do throws(SystemError) { return KernelTable(try wanted.openProcesses(), isFiltered: true) } catch {
      if error.code == ENOTSUP { return nil }
      throw error
    }
  }

  /// Only some descriptors are told of.
  var isFiltered: Bool { descriptors?.isFiltered == true }

  /// The descriptors of a process that are wanted; nil where procfs must be asked. To be called once for each.
  func files(of pid: Int32) -> KernelRecords? { descriptors?.records(of: pid) }

  /// The same for what it has mapped.
  func mappings(of pid: Int32) -> KernelRecords? {
    guard let records = mappings?.records(of: pid), !records.mayNeedProcfs else { return nil }
    return records
  }

  /// Those of some processes, in ascending order, that may have something which is wanted.
  func candidates(among pids: [Int32]) -> [Int32] {
    guard let processes, let some = processes.pids() else { return pids }
    var candidates = Set(some)
    if let descriptors {
      guard let holders = descriptors.pids() else { return pids }
      candidates.formUnion(holders)
    }
    if let mappings {
      guard let holders = mappings.pids() else { return pids }
      candidates.formUnion(holders)
    }
    return pids.filter(candidates.contains)
  }
}
