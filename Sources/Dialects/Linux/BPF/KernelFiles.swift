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
  private let processes: KernelProcesses?
  /// Where files decide which processes are looked at.
  private let deciding: WantedFiles?

  /// The descriptors of sockets tell what tables of sockets do.
  let tellsSockets: Bool

  /// `descriptors` gives the records of descriptors.
  init(_ descriptors: consuming FileDescriptor, isFiltered: Bool) {
    tellsSockets = false
    self.descriptors = KernelTable(descriptors, isFiltered: isFiltered)
    mappings = nil
    processes = nil
    deciding = nil
  }

  /// `mappings` gives the records of mappings.
  init(mappings: consuming FileDescriptor, isFiltered: Bool) {
    tellsSockets = false
    descriptors = nil
    self.mappings = KernelTable(mappings, isFiltered: isFiltered)
    processes = nil
    deciding = nil
  }

  private typealias Loaded<Record: KernelRecord> = Result<KernelTable<Record>, SystemError>

  /// Loads the iterators, that of the descriptors beside the others; the error says why that can't be. Where they
  /// decide which processes are looked at, they are read at once.
  init(_ wanted: WantedFiles) throws(SystemError) {
    let others = BackgroundValue { (Self.processes(wanted), Self.mappings(wanted)) }
    let loaded = Self.descriptors(wanted)
    // They are waited for, also where one is refused.
    let (processes, mappings) = others.get()
    tellsSockets = wanted.descriptors && wanted.tellsSockets
    deciding = wanted.decidesProcesses ? wanted : nil
    descriptors = try loaded?.get()
    self.mappings = try mappings?.get()
    do throws(SystemError) {
      self.processes = try processes.flatMap { (table) throws(SystemError) in
        KernelProcesses(try table.get())
      }
    } catch {
      if error.code != ENOTSUP { throw error }
      self.processes = nil
    }
  }

  private static func descriptors(_ wanted: WantedFiles) -> Loaded<KernelFile>? {
    if !wanted.descriptors { return nil }
    let named = wanted.openNamed()
    defer { withExtendedLifetime(named) {} }
    return table(isFiltered: wanted.isFiltered, isWanted: wanted.decidesProcesses) {
      () throws(SystemError) in try wanted.openDescriptors(named)
    }
  }

  private static func mappings(_ wanted: WantedFiles) -> Loaded<KernelMapping>? {
    if !wanted.mappings { return nil }
    return table(isFiltered: wanted.filtersMappings, isWanted: wanted.decidesProcesses) {
      () throws(SystemError) in try wanted.openMappings()
    }
  }

  private static func processes(_ wanted: WantedFiles) -> Loaded<KernelProcess>? {
    if !wanted.processes { return nil }
    return table(isFiltered: false, isWanted: true) { () throws(SystemError) in try wanted.openProcesses() }
  }

  private static func table<Record: KernelRecord>(
    isFiltered: Bool, isWanted: Bool, _ open: () throws(SystemError) -> FileDescriptor
  ) -> Loaded<Record> {
    do throws(SystemError) {
      let table = KernelTable<Record>(try open(), isFiltered: isFiltered)
      if isWanted { table.readAhead() }
      return .success(table)
    } catch {
      return .failure(error)
    }
  }

  /// Reads of the descriptors what most will ask for first; false where there is no more to read.
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
