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
  let sockets: SocketSource
  /// Asks about files on file systems that may not answer.
  let probe: GuardedProbe
  /// Real UID of the lister.
  let requester: UInt32
  /// The program may do more than its caller.
  let hasPrivileges = csystem_has_privileges()
  /// The lister's own mount namespace (its nsfs inode), in which paths of maps can be followed.
  let mountNamespace: UInt64?
  /// The directory /proc; no descriptor where there is no room for one.
  let procfs: FileDescriptor
  let diagnostics: Diagnostics
  private let firstCut = Locked<SystemError?>(nil)
  /// The mounts of the other mount namespaces that were met.
  private let foreignMounts = Locked([UInt64: MountLookup]())

  init(
    _ request: Request, for requiredFields: RequiredFields, mounts: [Mount], guards: GuardPool,
    deviceCache: DeviceCacheKeeper, diagnostics: Diagnostics
  ) {
    self.request = request
    self.requiredFields = requiredFields
    prefilter = SelectionPrefilter(request)
    // The reference has no mounts under -b, and so takes message queues for plain files there.
    let isBlind = request.blockingPolicy.avoidsBlocking
    let asksFiles = !requiredFields.isDisjoint(with: [.status, .name])
    let probe = GuardedProbe(
      request.blockingPolicy, mounts: mounts, pool: guards, takesCensus: asksFiles)
    let devices =
      Build.hasDeviceCache ? deviceCache.names(request, probe, mounts: mounts, diagnostics) : nil
    describer = NodeDescriber(
      request, mounts: MountIndex(isBlind ? [] : mounts), devices: devices)
    kinds = FileKinds(requiredFields, mounts: isBlind ? [] : mounts)
    self.probe = probe
    sockets = SocketSource(
      request, names: describer.names, probe: probe, diagnostics: diagnostics)
    self.diagnostics = diagnostics
    procfs =
      (ScanWork.hasRoom ? FileDescriptor.open(Path("/proc"), flags: O_DIRECTORY | csystem_o_path) : nil)
      ?? FileDescriptor(owning: -1)
    requester = getuid()
    mountNamespace = Path("/proc/self/ns/mnt").withPointer { path in
      (try? FileStatus.of(path).get())?.inode
    }
  }

  /// Whether a row needs the status of the file that a link of procfs leads to. A name needs it where it says
  /// more than the link does: which NFS or device the file is on, why it can't be asked for, what has no path.
  func needsStatus(of link: borrowing LinkReader, _ mounts: MountLookup?) -> Bool {
    if requiredFields.contains(.status) { return true }
    if !requiredFields.contains(.name) { return false }
    guard case .path = link.target else { return true }
    return readsAsRemoved(link.contents) || describer.mounts.hasNFS || Build.hasDeviceCache
      || probe.blockingDevice(of: link.contents, in: mounts) != nil
  }

  /// A path ends as that of a removed file does, which matters where names are to be told apart.
  func readsAsRemoved(_ path: Span<UInt8>) -> Bool {
    if !request.output.tellsNamesApart { return false }
    let suffix = RowText.deletedSuffix
    return path.count >= suffix.count
      && path.extracting(last: suffix.count).starts(with: suffix)
  }

  /// Whether a file that is there has a path that reads as that of a removed one.
  func hasOddName(_ path: Span<UInt8>, _ status: NodeStatus) -> Bool {
    guard readsAsRemoved(path), case .full(let status) = status, status.linkCount > 0,
      case .success(let named) = probe.unlinkedStatus(of: Bytes(path), on: status.device)
    else { return false }
    return named.identity == status.identity
  }

  /// The status of the file that a link of procfs leads to; `path` is what the link says and `procPath`
  /// its own name. With `isForNames` only a file that has one of the given names matters.
  func status(
    of link: UnsafePointer<CChar>, in directory: Int32 = AT_FDCWD, leadingTo path: Span<UInt8>,
    _ mounts: MountLookup?, isForNames: Bool = false, procPath: () -> Bytes
  ) -> Result<FileStatus, SystemError> {
    if !probe.isNeeded { return FileStatus.of(link, in: directory) }
    if let device = probe.blockingDevice(of: path, in: mounts) {
      if isForNames && !describer.names.mayInclude(fileOn: device) { return .failure(.wouldBlock) }
      return probe.status(of: procPath(), on: device)
    }
    // There may be no mount that leads to the file any more, or another than the path tells.
    let remembered = FileStatus.remembered(link, in: directory)
    guard case .success(let status) = remembered, probe.isBlocking(status.device),
      !request.blockingPolicy.avoidsBlocking
    else { return remembered }
    if isForNames && !describer.names.mayInclude(status) { return remembered }
    return probe.status(of: procPath(), on: status.device)
  }

  /// What is known of a file that could not be asked for: the mount that its path is on has its device.
  func knownStatus(of path: Span<UInt8>, _ mounts: MountLookup?) -> NodeStatus {
    let device = probe.blockingDevice(of: path, in: mounts)
    return device.map { .device($0, raw: DeviceNumber(rawValue: 0)) } ?? .unknown
  }

  /// The mounts of a process, where they are others than the lister's and something may block.
  func foreignMounts(of process: borrowing FileDescriptor) -> MountLookup? {
    if !probe.isNeeded { return nil }
    let number = process.number
    let link = Path("ns/mnt")
    guard let own = mountNamespace,
      case .success(let status) = link.withPointer({ FileStatus.of($0, in: number) }),
      status.inode != own
    else { return nil }
    return foreignMounts.withLock { known in
      if let mounts = known[status.inode] { return mounts }
      var reader = FileReader()
      let isRead = Path("mountinfo").withPointer { reader.read($0, in: number) }
      let mounts = MountLookup(isRead ? MountInfo.mounts(reader.contents) : [])
      known[status.inode] = mounts
      return mounts
    }
  }

  /// Whether the reason why a file could not be asked for is shown: after `-w` only where it is that
  /// the file system may block.
  func shows(_ error: SystemError) -> Bool {
    request.warns || error.isOfGuard
  }

  /// A path of procfs for ``procfs``.
  func path(inProcfs name: Bytes) -> Bytes { procfs.number < 0 ? Bytes("/proc/") + name : name }

  /// Why something could not be looked at that may be there all the same.
  var cut: SystemError? { firstCut.withLock { $0 } }

  func noteCut(_ error: SystemError) { firstCut.withLock { $0 = $0 ?? error } }

  /// Notes what has just failed, if that was for too many open files or too little memory.
  func noteShortage(_ error: SystemError = .current) {
    if [EMFILE, ENFILE, ENOMEM].contains(error.code) { noteCut(error) }
  }
}
