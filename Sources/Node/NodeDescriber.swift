import Misc
import Store
import Version

/// Turns what the dialect has read of a file that isn't a socket into a row. One is shared by all workers: a class,
/// since a struct of so many parts would be copied for each file.
public final class NodeDescriber: Sendable {
  public let names: NameIndex
  public let mounts: MountIndex
  private let linkLimit: UInt64
  private let selectsNFS: Bool
  /// With `-a` and a selector of sockets nothing but a socket is found.
  private let seeksNames: Bool
  private let devices: DeviceNames?

  /// `devices` is for a build with HASDCACHE.
  public init(_ request: Request, mounts: MountIndex, devices: DeviceNames? = nil) {
    self.devices = devices
    names = NameIndex(
      request.selection.files, specialDevices: request.selection.specialDevices)
    self.mounts = mounts
    linkLimit = request.selection.linkLimit
    let seeksSockets =
      request.selection.requiresAll && !request.selection.selectors.isDisjoint(with: .ofSocket)
    selectsNFS = request.selection.nfs && !seeksSockets
    seeksNames = !names.isEmpty && !seeksSockets
  }

  /// Fills in everything of `file` that its status and path tell.
  ///
  /// `path` is what the link of the descriptor says: a path, or the kind of a file that has none.
  public func describe(
    _ file: inout OpenFile, _ status: NodeStatus, path: Span<UInt8>, in arena: inout ByteArena,
    _ searchMatches: inout SearchMatches
  ) {
    describe(&file, status)
    name(&file, status, path: path, in: &arena, &searchMatches)
  }

  /// Fills in what the status tells: type, device, inode, size and link count.
  public func describe(_ file: inout OpenFile, _ status: NodeStatus) {
    switch status {
    case .full(let status): apply(status, to: &file)
    case .mapped(let identity):
      file.type = .regular
      apply(identity, to: &file)
    case .device(let device, let raw):
      file.type = .withoutStatus
      file.device = device
      file.rawDevice = raw
      file.known.insert(.device)
    case .unknown:
      file.type = .withoutStatus
    }
  }

  /// Names a file whose status is described, and selects it by its name and by NFS. `ownName` is what its kind shows
  /// in place of any path.
  public func name(
    _ file: inout OpenFile, _ status: NodeStatus, path: Span<UInt8>, ownName: Span<UInt8> = Span(),
    in arena: inout ByteArena, _ searchMatches: inout SearchMatches
  ) {
    var mount: Mount?
    if file.node == .regular && mounts.hasNFS && file.known.contains(.device) {
      mount = mounts.nfsMount(of: file.device, path: path)
      if mount != nil {
        file.node = .nfs
        if selectsNFS { file.selected.insert(.nfs) }
      }
    }
    let named = find(&file, status, mount, &searchMatches)
    if !ownName.isEmpty {
      file.name = arena.append(ownName)
    } else if let named {
      file.name = arena.append(named)
    } else if let mount {
      file.name = arena.append(Bytes(path) + Bytes(" (") + mount.source + Bytes(")"))
    } else {
      file.name = arena.append(path)
    }
    if Build.hasDeviceCache, case .full(let status) = status, let device = status.specialDevice {
      describe(&file, device, status.identity, path: path, in: &arena, &searchMatches)
    }
  }

  /// Selects a device file by its device's number, and names it where its path is of no use here.
  private func describe(
    _ file: inout OpenFile, _ device: SpecialDevice, _ identity: FileIdentity, path: Span<UInt8>,
    in arena: inout ByteArena, _ searchMatches: inout SearchMatches
  ) {
    if seeksNames && names.includes(device: device, &searchMatches) { file.selected.insert(.name) }
    switch devices?.naming(of: device, identity, path: path) {
    case .path(let path): file.name = arena.append(path)
    case .like(let path) where file.addition.isEmpty:
      let kind = Bytes(device.isBlock ? "(like block special " : "(like character special ")
      file.addition = arena.append(kind + path + Bytes(")"))
    default: break
    }
  }

  private func apply(_ status: FileStatus, to file: inout OpenFile) {
    apply(status.identity, to: &file)
    // The file of a UNIX socket, opened with O_PATH.
    if status.isSocket {
      file.type = .socket
      file.known.insert(.offset)
      return
    }
    file.linkCount = status.linkCount
    file.known.insert(.linkCount)
    if linkLimit > 0 && status.linkCount < linkLimit { file.selected.insert(.linkCount) }
    file.modeBits = status.type.rawValue
    switch status.type {
    case .block, .character:
      let isBlock = status.isBlockDevice
      file.node = isBlock ? .block : .character
      file.type = isBlock ? .block : .character
      file.rawDevice = status.rawDevice
      file.known.insert(.rawDevice)
      return
    case .fifo:
      file.node = .fifo
      file.type = .fifo
      return
    case .directory: file.type = .directory
    case .regular: file.type = .regular
    case .link: file.type = .link
    default: file.type = .unnamed
    }
    file.size = status.size
    file.known.insert(.size)
  }

  /// Selects a file of which no status can be had because it has been removed: no link to it is left.
  public func selectRemoved(_ file: inout OpenFile) {
    if linkLimit > 0 { file.selected.insert(.linkCount) }
  }

  private func apply(_ identity: FileIdentity, to file: inout OpenFile) {
    file.device = identity.device
    file.inode = identity.inode
    file.nodeColumn = .inode
    file.known.formUnion([.device, .inode])
  }

  /// Selects a file that has been named, or is on a file system that has been. Returns the path to show for it where
  /// an argument named it.
  private func find(
    _ file: inout OpenFile, _ status: NodeStatus, _ mount: Mount?, _ searchMatches: inout SearchMatches
  ) -> Bytes? {
    if !seeksNames || !file.known.contains(.device) { return nil }
    if file.known.contains(.inode) {
      let identity = FileIdentity(device: file.device, inode: file.inode)
      if let named = names.path(of: identity, &searchMatches) {
        file.selected.insert(.name)
        return named
      }
    }
    var mountDevice: DeviceNumber?
    if case .full(let status) = status { mountDevice = status.mountDevice }
    if names.includes(
      fileSystem: file.device, mountDevice: mountDevice, nfsDirectory: mount?.directory, &searchMatches)
    {
      file.selected.insert(.name)
    }
    return nil
  }
}
