import Misc
import Store

/// The tables that are wanted of the kernel, each nil where it isn't.
struct KernelTables {
  let descriptors: KernelTable<KernelFile>?
  let mappings: KernelTable<KernelMapping>?
  /// Nil also where they can't be read.
  let processes: KernelProcesses?
}

/// Loads the iterators that are wanted, each by the thread that comes to it first. Where they decide which processes
/// are looked at, they are read at once.
final class KernelTablesLoad: Sendable {
  private typealias Loaded<Record: KernelRecord> = Result<KernelTable<Record>, SystemError>

  private let readsAll: Bool
  private let descriptors: DeferredValue<Loaded<KernelFile>?>
  private let mappings: DeferredValue<Loaded<KernelMapping>?>
  private let processes: DeferredValue<Result<KernelProcesses?, SystemError>>

  init(_ wanted: WantedFiles) {
    readsAll = wanted.decidesProcesses
    descriptors = DeferredValue { Self.descriptors(wanted) }
    mappings = DeferredValue { Self.mappings(wanted) }
    processes = DeferredValue { Self.processes(wanted) }
  }

  /// Loads some, for a thread that has time while another one waits for all.
  func help() {
    mappings.prepare()
    processes.prepare()
  }

  /// Takes all of them; the error says why one can't be loaded. To be called once.
  func take() throws(SystemError) -> KernelTables {
    // A thread that helps has read tables of sockets before, and finds the mappings left; where they decide, it is
    // there from the beginning, and does all but the descriptors, which take the longest.
    if !readsAll { processes.prepare() }
    // All are waited for, also where one is refused.
    let descriptors = descriptors.take()
    let processes = processes.take()
    let mappings = mappings.take()
    return KernelTables(
      descriptors: try descriptors?.get(), mappings: try mappings?.get(), processes: try processes.get())
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

  private static func processes(_ wanted: WantedFiles) -> Result<KernelProcesses?, SystemError> {
    if !wanted.processes { return .success(nil) }
    do throws(SystemError) { return .success(KernelProcesses(try wanted.openProcesses())) } catch {
      return .failure(error)
    }
  }

  private static func table<Record: KernelRecord>(
    isFiltered: Bool, isWanted: Bool, _ open: () throws(SystemError) -> KernelIterator
  ) -> Loaded<Record> {
    do throws(SystemError) {
      let table = KernelTable<Record>(try open(), isFiltered: isFiltered)
      if isWanted { table.readAhead() }
      return .success(table)
    } catch {
      return .failure(error)
    }
  }
}
