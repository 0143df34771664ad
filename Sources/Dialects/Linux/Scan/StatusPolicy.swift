import Glibc
import Misc
import Node
import Proc
import Store
import Version

/// Which files are asked for their status, how, and what is said of those that can't be: some may not answer, some
/// are exempt, and of many nothing is wanted that only they can tell. Shared, since to copy it for each file would cost
/// more than it decides.
final class StatusPolicy: Sendable {
  private let request: Request
  private let requiredFields: RequiredFields
  private let describer: NodeDescriber
  private let probe: GuardedProbe
  private let mounts: MountTables

  init(
    _ request: Request, _ requiredFields: RequiredFields, describer: NodeDescriber, probe: GuardedProbe,
    mounts: MountTables
  ) {
    self.request = request
    self.requiredFields = requiredFields
    self.describer = describer
    self.probe = probe
    self.mounts = mounts
  }

  /// The file system that `-e` exempts and that `path` is on.
  func exemption(of path: Span<UInt8>) -> Exemption? {
    let slash = UInt8(ascii: "/")
    for exemption in request.blockingPolicy.exemptions where path.starts(with: exemption.path) {
      let end = exemption.path.count
      if end == path.count || path[end] == slash || exemption.path == [slash] { return exemption }
    }
    return nil
  }

  /// Whether the link of a descriptor is read before its file is asked for anything: the file may be exempt, or not
  /// answer.
  var readsLinksFirst: Bool { probe.asksOnLookup || !request.blockingPolicy.exemptions.isEmpty }

  /// Fills in what is said of a file that `-e` exempts, and selects it where its file system was named.
  func exempt(
    _ file: inout OpenFile, by exemption: Exemption, as type: FileType, path: Span<UInt8>,
    in arena: inout ByteArena, _ searchMatches: inout SearchMatches
  ) {
    file.exempt(by: exemption, as: type, path: path, in: &arena)
    if describer.names.includes(fileSystemAt: exemption.path, &searchMatches) { file.selected.insert(.name) }
  }

  /// Whether a row needs the status of the file that a link of procfs leads to. A name needs it where it says
  /// more than the link does: which NFS or device the file is on, why it can't be asked for, what has no path.
  func needsStatus(of link: borrowing LinkReader, _ mounts: MountLookup?) -> Bool {
    if !requiredFields.isDisjoint(with: [.status, .mount]) { return true }
    if requiredFields.contains(.link) && readsAsRemoved(link.contents) { return true }
    if !requiredFields.contains(.name) { return false }
    guard case .path = link.target else { return true }
    return readsAsRemoved(link.contents) || describer.mounts.hasNFS || Build.hasDeviceCache
      || probe.blockingDevice(of: link.contents, in: mounts) != nil
  }

  /// A path ends as that of a removed file does, which matters where names are to be told apart.
  func readsAsRemoved(_ path: Span<UInt8>) -> Bool {
    if !request.output.tellsNamesApart && !requiredFields.contains(.link) { return false }
    let suffix = Procfs.deletedSuffix
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

  /// The status of the file that a link of procfs leads to, unguarded, with its mount where a column or a search needs
  /// that. With `isRemembered` it is what the kernel remembers.
  func plainStatus(
    of link: UnsafePointer<CChar>, in directory: Int32 = AT_FDCWD, of subject: Subject, isRemembered: Bool
  ) -> Result<FileStatus, SystemError> {
    if !describer.names.needsMounts && !requiredFields.contains(.mount) {
      return isRemembered ? FileStatus.remembered(link, in: directory) : FileStatus.of(link, in: directory)
    }
    return FileStatus.withMount(link, in: directory, isRemembered: isRemembered).map { found in
      var status = found.status
      if found.mount != 0 { status.mount = found.mount }
      if describer.names.needsMounts {
        status.mountDevice = mounts.mount(found.mount, seenBy: subject.directory)?.device
      }
      return status
    }
  }

  /// The status of the file that a link of procfs leads to; `path` is what the link says, empty where that is too
  /// long, and `procPath` its own name. With `isForNames` only a file that has one of the given names matters.
  func status(
    of link: UnsafePointer<CChar>, in directory: Int32 = AT_FDCWD, leadingTo path: Span<UInt8>,
    of subject: Subject, isForNames: Bool = false, procPath: () -> Bytes
  ) -> Result<FileStatus, SystemError> {
    if !probe.isNeeded { return plainStatus(of: link, in: directory, of: subject, isRemembered: false) }
    if let device = probe.blockingDevice(of: path, in: subject.mounts) {
      if isForNames && !describer.names.mayInclude(fileOn: device) { return .failure(.wouldBlock) }
      return probe.status(of: procPath(), on: device)
    }
    // It may be anywhere.
    if path.isEmpty && probe.asksOnLookup { return probe.status(of: procPath(), on: nil) }
    // There may be no mount that leads to the file any more, or another than the path tells.
    let remembered = plainStatus(of: link, in: directory, of: subject, isRemembered: true)
    guard case .success(let status) = remembered, probe.isBlocking(status.device),
      !request.blockingPolicy.avoidsBlocking
    else { return remembered }
    if isForNames && !describer.names.mayInclude(status) { return remembered }
    return probe.status(of: procPath(), on: status.device)
  }

  /// Notes in a row why its file could not be asked for, and returns what is known of it all the same: the mount that
  /// its path is on has its device.
  func note(
    _ error: SystemError, in file: inout OpenFile, path: Span<UInt8>, _ mounts: MountLookup?,
    in arena: inout ByteArena
  ) -> NodeStatus {
    if shows(error) { file.addition = arena.append(RowNotes.failure("stat", error)) }
    if error == .stale { describer.selectRemoved(&file) }
    let device = probe.blockingDevice(of: path, in: mounts)
    return device.map { .device($0, raw: DeviceNumber(rawValue: 0)) } ?? .unknown
  }

  /// Whether the reason why a file could not be asked for is shown: after `-w` only where it is that
  /// the file system may block.
  func shows(_ error: SystemError) -> Bool {
    request.warns || error.isOfGuard
  }
}
