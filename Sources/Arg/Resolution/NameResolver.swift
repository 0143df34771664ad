import Misc
import Store

/// Finds out what the names after the options stand for.
struct NameResolver {
  let links: LinkResolver
  let mounts: MountTable
  let blockingPolicy: BlockingPolicy
  let meaning: Options.NameMeaning
  /// `-Q`: what isn't found is passed over in silence.
  let isForgiving: Bool
  let diagnostics: Diagnostics

  /// What the names stand for, and whether there were any that stand for nothing.
  func resolve(_ names: [Bytes]) -> (targets: [FileTarget], hasBadName: Bool) {
    var targets: [FileTarget] = []
    var hasBadName = false
    for name in names {
      let found = resolve(name)
      if found.isEmpty { hasBadName = true }
      targets += found
    }
    return (targets, hasBadName)
  }

  /// The targets of one name, none after a message.
  private func resolve(_ name: Bytes) -> [FileTarget] {
    guard let path = links.resolve(name)?.withoutTrailingSlashes else { return [] }
    let place = links.place(of: path)
    if meaning == .enclosingFileSystem || meaning == .mounted { return enclosing(path, place, name) }
    if meaning == .fileSystem {
      let found = fileSystems(path, place, device: nil)
      if found.isEmpty && !isForgiving { diagnostics.error("not a file system", name: name) }
      return found.map { target($0, name) }
    }
    // A file that is a mount point stands for its file system by its plain path only.
    if meaning == .any, let place, let mount = mounts.mount(at: place), path == place || isDirectory(path) {
      return [target(mount, name)]
    }
    return file(name, path, place)
  }

  /// The mount that a path is on, or those of a block device.
  private func enclosing(_ path: Bytes, _ place: Bytes?, _ name: Bytes) -> [FileTarget] {
    if place.flatMap({ mounts.mount(at: $0) }) == nil {
      switch links.probe.status(of: path, followsLinks: true) {
      case .success(let status):
        if status.isBlockDevice {
          let mounted = fileSystems(path, place, device: status.rawDevice)
          if !mounted.isEmpty { return mounted.map { target($0, name) } }
          if meaning == .mounted {
            var device = target(path, name, status)
            device.mountDevice = status.rawDevice
            device.isBlockDevice = true
            return [device]
          }
        }
      case .failure(let error):
        refuse(path, error)
        return []
      }
    }
    if let mount = place.flatMap({ mounts.mount(of: $0) }) { return [target(mount, name)] }
    if !isForgiving { diagnostics.error("no mount leads to", name: name) }
    return []
  }

  private func refuse(_ path: Bytes, _ error: SystemError) {
    if isForgiving { return }
    diagnostics.error {
      $0.append("status error on ")
      diagnostics.escaper.append(path, to: &$0)
      $0.append(": ")
      $0.append(error.text)
    }
  }

  /// What can't be asked is taken for one.
  private func isDirectory(_ path: Bytes) -> Bool {
    (try? links.probe.status(of: path, followsLinks: true).get())?.isDirectory ?? true
  }

  /// The mounts at a directory and those of a source.
  private func fileSystems(_ path: Bytes, _ place: Bytes?, device: DeviceNumber?) -> [Mount] {
    let sources = mounts.mounts(of: path, place, device: device, links)
    guard let place, let mount = mounts.mount(at: place) else { return sources }
    return [mount] + sources.filter { $0.directory != place }
  }

  private func file(_ name: Bytes, _ path: Bytes, _ place: Bytes?) -> [FileTarget] {
    switch links.probe.status(of: path, followsLinks: true) {
    case .success(let status):
      if meaning == .any && status.isBlockDevice {
        let mounted = fileSystems(path, place, device: status.rawDevice)
        if !mounted.isEmpty { return mounted.map { target($0, name) } }
      }
      var file = target(path, name, status)
      file.mountDevice = mounts.mixedDevice(of: place)
      if meaning == .any && status.isBlockDevice {
        file.mountDevice = status.rawDevice
        file.isBlockDevice = true
      }
      return [file]
    case .failure(let error):
      // What a link of procfs shows needn't be a path: pipes, sockets and deleted files have none.
      if error == .noEntry, path != name,
        case .success(let status) = links.probe.status(of: name, followsLinks: true)
      {
        return [target(name, name, status)]
      }
      refuse(path, error)
      return []
    }
  }

  private func target(_ path: Bytes, _ name: Bytes, _ status: FileStatus) -> FileTarget {
    FileTarget(
      argument: name, path: path, identity: status.identity, isFileSystem: false, isSocket: status.isSocket)
  }

  private func target(_ mount: Mount, _ name: Bytes) -> FileTarget {
    let identity = identity(of: mount)
    let isMixed = !mount.traits.isDisjoint(with: .mixesDevices) || identity.device != mount.device
    return FileTarget(
      argument: name, path: mount.directory, identity: identity, isFileSystem: true,
      mountDevice: isMixed ? mount.device : nil, nfsDirectory: mount.isNFS ? mount.directory : nil)
  }

  /// The device number that stat(2) gives for the files of a mount. It differs from the mount's own on
  /// file systems like btrfs, but on none that may block; the mount's own serves where stat(2) may not be
  /// called or fails.
  private func identity(of mount: Mount) -> FileIdentity {
    let own = FileIdentity(device: mount.device, inode: 0)
    let isExempt = blockingPolicy.exemptions.contains { $0.path == mount.directory }
    if isExempt || links.probe.blockingDevice(of: mount.directory) == mount.device { return own }
    let status = links.probe.status(of: mount.directory, followsLinks: true)
    return (try? status.get())?.identity ?? own
  }
}
