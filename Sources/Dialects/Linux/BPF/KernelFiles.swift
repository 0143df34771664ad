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

  /// How many descriptors may be open for them, two of them being loaded.
  static let mostDescriptors = 8

  private let descriptors: KernelTable<KernelFile>?
  private let mappings: KernelTable<KernelMapping>?
  private let processes: KernelProcesses?
  /// Where files decide which processes are looked at.
  private let deciding: WantedFiles?

  /// The descriptors of sockets tell what tables of sockets do.
  let tellsSockets: Bool

  /// `descriptors` gives the records of descriptors.
  init(_ descriptors: consuming FileDescriptor, isFiltered: Bool) {
    tellsSockets = false
    self.descriptors = KernelTable(KernelIterator(descriptors), isFiltered: isFiltered)
    mappings = nil
    processes = nil
    deciding = nil
  }

  /// `mappings` gives the records of mappings.
  init(mappings: consuming FileDescriptor, isFiltered: Bool) {
    tellsSockets = false
    descriptors = nil
    self.mappings = KernelTable(KernelIterator(mappings), isFiltered: isFiltered)
    processes = nil
    deciding = nil
  }

  /// Loads the iterators; the error says why that can't be.
  convenience init(_ wanted: WantedFiles) throws(SystemError) {
    try self.init(wanted, KernelTablesLoad(wanted).take())
  }

  /// `tables` are those that are wanted.
  init(_ wanted: WantedFiles, _ tables: KernelTables) {
    tellsSockets = wanted.descriptors && wanted.tellsSockets
    deciding = wanted.decidesProcesses ? wanted : nil
    descriptors = tables.descriptors
    mappings = tables.mappings
    processes = tables.processes
  }

  /// Reads of the descriptors what most will ask for first; false where that is enough, or there is no more to read.
  func readOn() -> Bool { descriptors?.readOn() ?? false }

  /// Only some descriptors are told of.
  var isFiltered: Bool { descriptors?.isFiltered == true }

  /// The descriptors of a process that are wanted; nil where procfs must be asked. To be called once for each. `told`
  /// is what is known of it: another one that has got its PID since has other descriptors.
  func files(of pid: Int32, _ told: KernelProcess?) -> KernelRecords? {
    Self.ofSame(descriptors?.records(of: pid), told)
  }

  /// The same for what it has mapped.
  func mappings(of pid: Int32, _ told: KernelProcess?) -> KernelRecords? {
    guard let records = Self.ofSame(mappings?.records(of: pid), told), !records.mayNeedProcfs else {
      return nil
    }
    return records
  }

  /// What is known of a process itself; nil where procfs must be asked, as it must long after the tables were read: the
  /// PID may be another one's by then.
  func process(_ pid: Int32) -> KernelProcess? {
    processes.flatMap { $0.areRecent ? $0[pid] : nil }
  }

  /// Whether a process is in the lister's mount namespace.
  func sharesMounts(_ process: KernelProcess) -> Bool { processes?.sharesMounts(process) ?? false }

  /// Its tasks beside the first.
  func tasks(of pid: Int32) -> [KernelProcess] { processes?.tasks(of: pid) ?? [] }

  private static func ofSame(_ records: KernelRecords?, _ told: KernelProcess?) -> KernelRecords? {
    guard let records, records.count > 0, let told, told.started != records.started else { return records }
    return KernelRecords()
  }

  /// Those of some processes, in ascending order, that may have something which is wanted.
  func candidates(among pids: [Int32]) -> [Int32] {
    guard let processes, let deciding else { return pids }
    var candidates = Set(processes.pids(whereMayBeWanted: deciding.mayInclude))
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
