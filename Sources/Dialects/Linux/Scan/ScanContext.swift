import CSystem
import Glibc
import Misc
import Node
import Proc
import Store
import Version

/// What all workers of a scan share; it doesn't change while they run.
final class ScanContext: Sendable {
  let request: Request
  let requiredFields: RequiredFields
  let prefilter: SelectionPrefilter
  let describer: NodeDescriber
  let kinds: FileKinds
  /// Where the facts of special files are asked for.
  let facts: FactReader?
  /// Where others than the lister's own are asked for.
  let networkNamespaces: NetworkNamespaces?
  let sockets: SocketSource
  let locks: LockSource
  /// Asks about files on file systems that may not answer.
  let probe: GuardedProbe
  /// Real UID of the lister.
  let requester: UInt32
  /// The program may do more than its caller.
  let hasPrivileges = csystem_has_privileges()
  let mountNamespaces: MountNamespaces
  /// Where a column shows more of processes.
  let processDetails: ProcessDetailsReader?
  /// Where units, containers or pods are asked for.
  let workloads: WorkloadReader?
  let statusPolicy: StatusPolicy
  /// Where a column shows more of open files.
  let details: DetailsKeeper?
  /// The lister's mounts of file systems whose files have other devices in maps than in stat(2).
  let mixedMounts: MountLookup
  /// Of those, the devices of the ones with layers.
  let overlays: Set<DeviceNumber>
  let procfs: Procfs
  /// The directory of ``procfs``; no descriptor where there is no room for one.
  let procfsDirectory: FileDescriptor
  let shortages = ShortageLog()
  let denials = DenialLog()
  let diagnostics: Diagnostics
  /// Not one of its repetitions.
  let isFirst: Bool

  init(
    _ request: Request, for requiredFields: RequiredFields, procfs: Procfs, root: Bytes, mounts: [Mount],
    guards: GuardPool,
    deviceCache: DeviceCacheKeeper, isFirst: Bool, diagnostics: Diagnostics
  ) throws(ScanError) {
    self.request = request
    self.requiredFields = requiredFields
    // The reference has no mounts under -b, and so takes message queues for plain files there.
    let isBlind = request.blockingPolicy.avoidsBlocking
    let asksFiles = !requiredFields.isDisjoint(with: [.status, .name])
    let probe = GuardedProbe(
      request.blockingPolicy, mounts: mounts, pool: guards, procfs: procfs, takesCensus: asksFiles)
    let devices =
      Build.hasDeviceCache ? deviceCache.names(request, probe, mounts: mounts, diagnostics) : nil
    describer = NodeDescriber(
      request, mounts: MountIndex(isBlind ? [] : mounts), devices: devices)
    prefilter = SelectionPrefilter(request, hasNFS: describer.mounts.hasNFS)
    kinds = FileKinds(requiredFields, mounts: isBlind ? [] : mounts, devpts: DevptsMounts(mounts))
    self.probe = probe
    facts =
      requiredFields.contains(.facts)
      ? FactReader(requiredFields, procfs, root: root, mounts: mounts, probe) : nil
    networkNamespaces = try request.networkNamespaces.map { (set) throws(ScanError) in
      try NetworkNamespaces(set, procfs, probe, mayLack: !isFirst)
    }
    sockets = SocketSource(
      request, for: requiredFields, procfs: procfs, namespaces: networkNamespaces, names: describer.names,
      probe: probe, diagnostics: diagnostics)
    // Whoever ends a repeated listing by a signal need not wait for the kernel.
    let isRepeated = request.repetition != nil && !request.blockingPolicy.isUnguarded
    locks = LockSource(
      areNeeded: requiredFields.contains(.lock) && !prefilter.seeksOnlySockets, procfs,
      by: isRepeated ? probe : nil, mounts: mounts, diagnostics)
    self.diagnostics = diagnostics
    self.isFirst = isFirst
    let mountTables = MountTables(mounts)
    statusPolicy = StatusPolicy(
      request, requiredFields, describer: describer, probe: probe, mounts: mountTables)
    details = DetailsKeeper(requiredFields, procfs, mounts: mountTables)
    mixedMounts = MountLookup(mounts, with: .mixesDevices)
    overlays = Set(mounts.filter { $0.traits.contains(.hasLayers) }.map(\.device))
    self.procfs = procfs
    procfsDirectory =
      (ScanWork.hasRoom ? try? procfs.open(flags: csystem_o_path) : nil) ?? FileDescriptor(owning: -1)
    requester = getuid()
    mountNamespaces = MountNamespaces(procfs)
    processDetails = ProcessDetailsReader(requiredFields, procfs)
    // A privileged program doesn't tell its caller what is in files that only others may read.
    let files = RuntimeFiles(probe, root: root, isReadable: !hasPrivileges)
    workloads =
      requiredFields.isDisjoint(with: [.unit, .container])
      ? nil
      : WorkloadReader(
        names: requiredFields.contains(.container) ? ContainerNames(files) : nil,
        keepsPath: requiredFields.contains(.controlGroup))
  }

  /// Whether the tasks of processes are listed. `-t` alone lists all processes, to whose PIDs they add nothing.
  var listsTasks: Bool {
    let selection = request.selection
    if selection.tasks == .ignored || !selection.selectors.contains(.task) { return false }
    let listsPIDsAlone = prefilter.needsOneRow && selection.isEverything && request.filter == nil
    return selection.tasks == .listed || !listsPIDsAlone
  }

  /// Whether most sockets are listed, or decide what is.
  var listsSockets: Bool {
    prefilter.mayListSocket(request.selection.selectors.intersection(.ofProcess), number: -1)
  }

  /// Whether all that is needed of a process itself is what the kernel's tables may tell.
  var mayTellProcesses: Bool {
    procfsDirectory.number >= 0 && networkNamespaces == nil
      && SecurityPolicy.ofBuild.mayLookIntoAll(requester)
      && requiredFields.isDisjoint(
        with: RequiredFields.ofProcessDetails.union([.context, .unit, .container, .namespacePID]))
  }

  /// The only processes that can have a file which is listed or found, where that is known.
  var soleHolders: Holders? {
    let selection = request.selection
    let isDecisive =
      selection.selectors == .name && prefilter.needsName([]) && !Build.hasDeviceCache
      && !selection.files.contains(where: \.isSocket)
    return isDecisive ? selection.holders : nil
  }

  /// Whether more of what a status tells is wanted.
  func needsDetails(of status: FileStatus) -> Bool {
    requiredFields.contains(.details) || needsDetailsOfRemoved && status.linkCount == 0
  }

  private var needsDetailsOfRemoved: Bool { requiredFields.contains(.removedDetails) }

  /// Keeps more of what a status tells, where that is wanted.
  func keepDetails(of status: NodeStatus, _ file: inout OpenFile, in batch: inout Batch) {
    guard case .full(let status) = status,
      needsDetails(of: status) || file.descriptor == .deletedMemory && needsDetailsOfRemoved
    else { return }
    batch.keep(
      FileDetails(
        owner: status.owner, mode: status.mode, blocks: status.blocks, modified: status.modified),
      of: &file)
  }

  /// The path of a process for a call in ``procfsDirectory``.
  func path(ofProcess pid: Int32) -> Bytes {
    procfsDirectory.number < 0 ? procfs.process(pid) : Procfs.name(of: pid)
  }
}
