import Glibc
import Misc
import Store
import Version

/// What could be learned of a file's inode.
public enum NodeStatus: Sendable {
  case full(FileStatus)
  /// A mapped file, of which only the map's device and inode number are known.
  case mapped(FileIdentity)
  /// The file itself would not answer, but a directory above it did.
  case device(DeviceNumber, raw: DeviceNumber)
  case unknown
}

/// Turns what the dialect has read of a file that isn't a socket into a row.
public struct NodeDescriber: Sendable {
  public let names: NameIndex
  public let mounts: MountIndex
  private let linkLimit: UInt64
  private let selectsNFS: Bool
  private let linksEndpoints: Bool
  private let devices: DeviceNames?

  /// `devices` is for a build with HASDCACHE.
  public init(_ request: Request, mounts: MountIndex, devices: DeviceNames? = nil) {
    self.devices = devices
    names = NameIndex(
      request.selection.files, specialDevices: request.selection.specialDevices)
    self.mounts = mounts
    linkLimit = request.selection.linkLimit
    selectsNFS = request.selection.nfs
    linksEndpoints = request.output.endpoints != .hidden
  }

  /// Fills in everything of `file` that its status and path tell.
  ///
  /// `path` is what the link of the descriptor says: a path, or the kind of a file that has none.
  public func describe(
    _ file: inout OpenFile, _ status: NodeStatus, path: Span<UInt8>, in arena: inout ByteArena,
    _ searchMatches: inout SearchMatches
  ) {
    switch status {
    case .full(let status): apply(status, path, to: &file)
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
    var mount: Mount?
    if file.node == .regular && mounts.hasNFS && file.known.contains(.device) {
      mount = mounts.nfsMount(of: file.device, path: path)
      if mount != nil {
        file.node = .nfs
        if selectsNFS { file.selected.insert(.nfs) }
      }
    }
    file.name = name(&file, path, mount, &arena, &searchMatches)
    if Build.hasDeviceCache, case .full(let status) = status, let device = status.specialDevice {
      describe(&file, device, status.identity, path: path, in: &arena, &searchMatches)
    }
  }

  /// Selects a device file by its device's number, and names it where its path is of no use here.
  private func describe(
    _ file: inout OpenFile, _ device: SpecialDevice, _ identity: FileIdentity, path: Span<UInt8>,
    in arena: inout ByteArena, _ searchMatches: inout SearchMatches
  ) {
    if names.includes(device: device, &searchMatches) { file.selected.insert(.name) }
    switch devices?.naming(of: device, identity, path: path) {
    case .path(let path): file.name = arena.append(path)
    case .like(let path) where file.addition.isEmpty:
      let kind = Bytes(device.isBlock ? "(like block special " : "(like character special ")
      file.addition = arena.append(kind + path + Bytes(")"))
    default: break
    }
  }

  private func apply(_ status: FileStatus, _ path: Span<UInt8>, to file: inout OpenFile) {
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
    file.modeBits = UInt8(truncatingIfNeeded: status.format >> 12)
    switch status.format {
    case UInt32(S_IFBLK), UInt32(S_IFCHR):
      let isBlock = status.isBlockDevice
      file.node = isBlock ? .block : .character
      file.type = isBlock ? .block : .character
      file.rawDevice = status.rawDevice
      file.known.insert(.rawDevice)
      return
    case UInt32(S_IFIFO):
      file.node = .fifo
      file.type = .fifo
      if linksEndpoints {
        file.endpoint = .pipe
        file.endpointKey = status.inode
      }
      return
    case UInt32(S_IFDIR): file.type = .directory
    case UInt32(S_IFREG): file.type = isMessageQueue(status) ? .messageQueue : .regular
    case UInt32(S_IFLNK): file.type = .link
    default:
      let isAnonymous = status.format == 0 && path.equals("anon_inode")
      file.type = isAnonymous ? .anonymousInode : .unnamed
      if isAnonymous { file.node = .anonymousInode }
    }
    if linksEndpoints && isMessageQueue(status) {
      file.endpoint = .messageQueue
      file.endpointKey = status.inode
    }
    file.size = status.size
    file.known.insert(.size)
  }

  private func apply(_ identity: FileIdentity, to file: inout OpenFile) {
    file.device = identity.device
    file.inode = identity.inode
    file.nodeColumn = .inode
    file.known.formUnion([.device, .inode])
  }

  private func isMessageQueue(_ status: FileStatus) -> Bool {
    status.device == mounts.messageQueueDevice
  }

  /// The name that is shown: that of the argument which named the file, else the path.
  private func name(
    _ file: inout OpenFile, _ path: Span<UInt8>, _ mount: Mount?, _ arena: inout ByteArena,
    _ searchMatches: inout SearchMatches
  ) -> ByteSlice {
    if !names.isEmpty && file.known.contains(.device) {
      if file.known.contains(.inode) {
        let identity = FileIdentity(device: file.device, inode: file.inode)
        if let named = names.path(of: identity, &searchMatches) {
          file.selected.insert(.name)
          return arena.append(named)
        }
      }
      if names.includes(fileSystem: file.device, nfsDirectory: mount?.directory, &searchMatches) {
        file.selected.insert(.name)
      }
    }
    guard let mount else { return arena.append(path) }
    return arena.append(Bytes(path) + Bytes(" (") + mount.source + Bytes(")"))
  }
}
