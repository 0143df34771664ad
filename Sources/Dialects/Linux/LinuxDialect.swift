import CSystem
import Glibc
import Misc
import Proc
import Store

/// Linux, by way of procfs.
public struct LinuxDialect: Dialect {
  private let escaper: Escaper
  private let deviceCache = DeviceCacheKeeper()
  /// They are shared by the scans and by what asks about the names on the command line.
  private let guards = GuardPool()

  private let refusal = KernelFiles.Refusal()

  private let procfs: Procfs
  private let root: Bytes

  /// - Parameters:
  ///   - procfs: The path of the procfs that is read, without a slash at its end.
  ///   - root: What the paths of container runtimes' files begin with.
  public init(escaper: Escaper, procfs: Bytes = Bytes("/proc"), root: Bytes = []) {
    self.escaper = escaper
    self.procfs = Procfs(root: procfs)
    self.root = root
  }

  /// TASK_COMM_LEN of include/linux/sched.h, less the NUL.
  public var longestCommand: Int { 15 }

  /// selinuxfs is mounted where selinux(8) has it, now or formerly.
  public var hasContexts: Bool {
    access("/sys/fs/selinux/enforce", F_OK) == 0 || access("/selinux/enforce", F_OK) == 0
  }

  public func scanMethods(_ wanted: ScanMethod) -> Bytes {
    if !KernelFiles.isBuilt { return Bytes("procfs") }
    if wanted == .procfs { return Bytes("procfs") }
    if wanted == .automatic && !KernelFiles.isAutomatic { return Bytes("procfs; bpf where it is asked for") }
    guard let obstacle = KernelFiles.obstacle(procfs) else { return Bytes("procfs, bpf") }
    return Bytes("procfs; not bpf: ") + obstacle.text
  }

  public func probe(_ policy: BlockingPolicy, mounts: [Mount]) -> any PathProbe {
    GuardedProbe(policy, mounts: mounts, pool: guards, procfs: procfs)
  }

  public func privilegesWillChange() { guards.letGo() }

  public func countWithFiles(_ pids: [Int32]) -> Int {
    var reader = FileReader()
    guard let directory = try? procfs.open(flags: csystem_o_path) else { return pids.count }
    var count = 0
    for pid in pids {
      let path = Path(Procfs.name(of: pid) + Bytes("/stat"))
      guard let stat = try? ProcessStat.read(path, in: directory, with: &reader) else { continue }
      if !stat.isKernelThread && !stat.isZombie { count += 1 }
    }
    return count
  }

  public func countHolders(in batches: inout [Batch], _ selection: Selection) {
    // The kernel takes the PIDs for those of the lister's own namespace.
    if !procfs.isLive || !procfs.isOfReader { return }
    HolderCounter.count(in: &batches, selection) { one, other in
      switch csystem_kcmp_files(one.task, one.number, other.task, other.number) {
      case 0: .same
      case 1: .before
      case 2: .after
      default: nil
      }
    }
  }

  public func fileSystems(
    _ questions: [FileSystemQuestion], _ policy: BlockingPolicy
  ) -> [DeviceNumber: FileSystemFacts] {
    let mounts = (try? mounts()) ?? []
    let probe = GuardedProbe(policy, mounts: mounts, pool: guards, procfs: procfs, takesCensus: true)
    return FileSystemReader(mounts: mounts, probe: probe, procfs: procfs).facts(questions)
  }

  public func survey(
    _ processes: [(pid: Int32, uid: UInt32)], countsWatches: Bool
  ) -> DescriptorSurvey {
    var surveyor = DescriptorSurveyor(procfs, countsWatches: countsWatches)
    return surveyor.survey(processes)
  }

  public func systemLimits() -> SystemLimits { SystemLimits(procfs) }

  public func heldFiles(below directory: FileIdentity, on mount: Mount, _ request: Request) -> HeldFiles? {
    DirectoryHolders.files(below: directory, on: mount, request, procfs, refusal)
  }

  public func use(
    ofMounts targets: [FileTarget], by processes: [Int32], _ policy: BlockingPolicy
  ) -> MountUse {
    let probe = GuardedProbe(
      policy, mounts: (try? mounts()) ?? [], pool: guards, procfs: procfs, takesCensus: true)
    let reader = MountUseReader(targets, procfs: procfs, probe: probe)
    return reader.use(by: processes, devices: targets.filter(\.isBlockDevice).map(\.path))
  }

  public func mounts() throws(ScanError) -> [Mount] {
    var reader = FileReader()
    let path = procfs.path("self/mountinfo")
    if (try? reader.read(Path(path))) == nil {
      throw ScanError(
        message: Bytes("the mount table in ") + procfs.path("self") + Bytes(" can't be read"))
    }
    return MountInfo.mounts(reader.contents)
  }

  public func scan(
    _ request: Request, for requiredFields: RequiredFields, deliver: (consuming Batch) -> Void
  ) throws(ScanError) -> ScanResult {
    let diagnostics = Diagnostics(
      programName: request.programName, warns: request.warns, escaper: escaper)
    let isFirst = guards.beginScan()
    defer { guards.endScan() }
    let context = try ScanContext(
      request, for: requiredFields, procfs: procfs, root: root, mounts: (try? mounts()) ?? [],
      guards: guards, deviceCache: deviceCache, isFirst: isFirst, diagnostics: diagnostics)
    // Where nothing but a socket can be listed, and there is none, no process need be visited.
    func listsNothing() -> Bool {
      context.prefilter.seeksOnlySockets && !context.sockets.load().hasCandidates
    }
    let nothing = ScanResult(searchMatches: SearchMatches(request.selection), peers: SocketPeers())
    let mayTryTables = KernelFiles.mayTry(for: request)
    let mayTellSockets = mayTryTables && context.sockets.mayBeTold
    // Of all sockets one is likely to be there.
    let seeksAny = !request.selection.selectors.contains(.address)
    if !mayTellSockets && !(mayTryTables && seeksAny) && listsNothing() {
      try ProcessList.require(procfs)
      return nothing
    }
    var pids = try ProcessList.pids(for: request, in: procfs)
    if let holders = context.soleHolders { pids.removeAll { holders[$0] == nil } }
    let kernelFiles = KernelFiles.load(for: context, pids, refusal) {
      if !mayTellSockets && context.listsSockets { _ = context.sockets.load() }
    }
    if kernelFiles?.tellsSockets != true && listsNothing() { return nothing }
    let candidates = kernelFiles?.candidates(among: pids) ?? pids
    let kernelTasks = KernelFiles.tasks(for: context, beside: kernelFiles, refusal)
    let searchMatches = ScanWork(context, candidates, kernelFiles, kernelTasks).run(deliver)
    var result = ScanResult(searchMatches: searchMatches, peers: context.sockets.peers)
    result.deniedPIDs = context.denials.pids
    if requiredFields.contains(.foundSockets) { result.foundSockets = context.sockets.found }
    // It matters only then.
    if mayTellSockets && !result.deniedPIDs.isEmpty { _ = context.sockets.load() }
    result.matchesOfSockets = context.sockets.searchMatches
    if let cut = context.shortages.first {
      result.isCut = true
      diagnostics.error {
        $0.append("the listing lacks files: ")
        $0.append(cut.text)
      }
    }
    return result
  }
}
