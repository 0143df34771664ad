import Misc
import Store

/// The tables that are wanted of the kernel, each nil where it isn't.
struct KernelTables {
  let descriptors: KernelTable<KernelFile>?
  let mappings: KernelTable<KernelMapping>?
  /// Nil also where they can't be read.
  let processes: KernelProcesses?

  private typealias Loaded<Record: KernelRecord> = Result<KernelTable<Record>, SystemError>

  /// Loads the iterators; the error says why that can't be. Where they decide which processes are looked at, they are
  /// read at once, that of the descriptors beside the others. Otherwise another thread reads sockets meanwhile, which
  /// the descriptors may have to wait for. Loads would wait for each other then: the kernel looks for types under one
  /// lock (kernel/bpf/btf.c, cand_cache_mutex).
  init(_ wanted: WantedFiles) throws(SystemError) {
    let others = BackgroundValue(inBackground: wanted.decidesProcesses) {
      (Self.processes(wanted), Self.mappings(wanted))
    }
    let descriptors = Self.descriptors(wanted)
    // They are waited for, also where one is refused.
    let (processes, mappings) = others.get()
    self.descriptors = try descriptors?.get()
    self.mappings = try mappings?.get()
    self.processes = try processes.get()
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
