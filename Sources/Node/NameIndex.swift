import Misc
import Store
import Version

/// Finds the named files (``Selection/files``) that an open file is.
public struct NameIndex: Sendable {
  private let targets: [FileTarget]
  /// The last target with each identity or device, and the last socket with each argument, as an index into
  /// `targets`.
  private var byIdentity: IndexTable
  private var byDevice: [DeviceNumber: Int32] = [:]
  private var byArgument: IndexTable
  /// File systems whose files have other devices, or that are mounted out of sight: targets by the mounts' devices.
  private var byMountDevice: [DeviceNumber: [Int]] = [:]
  /// The inodes of files on such.
  private var mixedInodes: Set<UInt64> = []
  /// Of some file system before Linux 6.8 not even maps have the device: they have that of a layer.
  private var hasLayers = false
  /// Whether the mounts that files are on decide.
  public private(set) var needsMounts = false
  /// The devices that targets are on.
  private var devices: Set<DeviceNumber> = []
  /// The targets that stand for a device (``Selection/specialDevices``).
  private let bySpecialDevice: [SpecialDevice: [Int]]
  /// The target before each with the same identity or device, and the one with the same argument; -1 for
  /// none.
  private var before: [Int32] = []
  private var beforeByArgument: [Int32] = []

  public init(_ targets: [FileTarget], specialDevices: [SpecialDevice: [Int]] = [:]) {
    self.targets = targets
    bySpecialDevice = specialDevices
    byIdentity = IndexTable(count: targets.count)
    byArgument = IndexTable(count: targets.count)
    before.reserveCapacity(targets.count)
    beforeByArgument.reserveCapacity(targets.count)
    for (place, target) in targets.enumerated() {
      let index = Int32(truncatingIfNeeded: place)
      devices.insert(target.identity.device)
      if let mountDevice = target.mountDevice {
        devices.insert(mountDevice)
        if target.isFileSystem || target.isBlockDevice {
          byMountDevice[mountDevice, default: []].append(place)
          if target.isFileSystem { needsMounts = true }
          if target.isFileSystem && mountDevice == target.identity.device { hasLayers = true }
        } else {
          mixedInodes.insert(target.identity.inode)
        }
      }
      if target.isFileSystem {
        before.append(byDevice.updateValue(index, forKey: target.identity.device) ?? -1)
      } else {
        before.append(
          byIdentity.put(index, target.identity.hashValue) { targets[$0].identity == target.identity })
      }
      beforeByArgument.append(
        target.isSocket
          ? byArgument.put(index, target.argument.hashValue) { targets[$0].argument == target.argument } : -1)
    }
  }

  private func last(of identity: FileIdentity) -> Int32? {
    byIdentity.place(identity.hashValue) { targets[$0].identity == identity }
  }

  public var isEmpty: Bool { targets.isEmpty }

  /// Whether the file with this identity is, or may be, one of the named ones.
  public func mayInclude(_ identity: FileIdentity) -> Bool {
    last(of: identity) != nil || byDevice[identity.device] != nil
  }

  /// Whether a file on this device may be one of the named ones.
  public func mayInclude(fileOn device: DeviceNumber) -> Bool {
    devices.contains(device) || Build.hasDeviceCache && !bySpecialDevice.isEmpty
  }

  /// Whether the file with this status is, or may be, one of the named ones.
  public func mayInclude(_ status: FileStatus) -> Bool {
    mayInclude(status.identity) || includes(device: status.specialDevice)
      || !byMountDevice.isEmpty && byMountDevice[status.mountDevice ?? status.device] != nil
  }

  /// Whether a mapped file may be one of the named ones: its map doesn't tell what device it stands for.
  public func mayInclude(mapped identity: FileIdentity) -> Bool {
    mayInclude(identity) || hasLayers || byMountDevice[identity.device] != nil
      || mixedInodes.contains(identity.inode) || Build.hasDeviceCache && !bySpecialDevice.isEmpty
  }

  private func includes(device: SpecialDevice?) -> Bool {
    guard Build.hasDeviceCache, let device else { return false }
    return bySpecialDevice[device] != nil
  }

  /// Whether a file of this device was named, by whatever path.
  func includes(device: SpecialDevice, _ searchMatches: inout SearchMatches) -> Bool {
    guard let targets = bySpecialDevice[device] else { return false }
    for index in targets { searchMatches.files[index] = true }
    return true
  }

  /// The path to show for the file with this identity, or nil. Every name of the file counts as found;
  /// the last one named is shown.
  public func path(of identity: FileIdentity, _ searchMatches: inout SearchMatches) -> Bytes? {
    guard let last = last(of: identity) else { return nil }
    forEach(from: last, before) { searchMatches.files[$0] = true }
    return targets[Int(last)].path
  }

  /// Whether a file on this device is on a named file system. `mountDevice` is that of the mount, where it may be
  /// another one; `nfsDirectory` is where its NFS is mounted.
  public func includes(
    fileSystem device: DeviceNumber, mountDevice: DeviceNumber? = nil, nfsDirectory: Bytes?,
    _ searchMatches: inout SearchMatches
  ) -> Bool {
    var isIncluded = false
    if !byMountDevice.isEmpty {
      for index in byMountDevice[mountDevice ?? device] ?? [] {
        searchMatches.files[index] = true
        isIncluded = true
      }
    }
    guard let last = byDevice[device] else { return isIncluded }
    forEach(from: last, before) { index in
      let target = targets[index]
      if let nfsDirectory {
        if !target.path.starts(with: nfsDirectory) { return }
      } else if target.nfsDirectory != nil {
        return
      }
      searchMatches.files[index] = true
      isIncluded = true
    }
    return isIncluded
  }

  /// Whether the file system that is mounted there was named.
  public func includes(fileSystemAt directory: Bytes, _ searchMatches: inout SearchMatches) -> Bool {
    var isIncluded = false
    for (index, target) in targets.enumerated() where target.isFileSystem && target.path == directory {
      searchMatches.files[index] = true
      isIncluded = true
    }
    return isIncluded
  }

  /// Whether a socket was named by an argument in just these bytes.
  public func includes(socketNamed argument: Bytes, _ searchMatches: inout SearchMatches) -> Bool {
    guard let last = byArgument.place(argument.hashValue, { targets[$0].argument == argument }) else {
      return false
    }
    forEach(from: last, beforeByArgument) { searchMatches.files[$0] = true }
    return true
  }

  private func forEach(from last: Int32, _ chain: [Int32], _ body: (Int) -> Void) {
    var index = Int(last)
    while index >= 0 {
      body(index)
      index = Int(chain[index])
    }
  }
}

/// A hash table of the places of things in an array, which holds them: four bytes for a place, where a
/// dictionary would hold the things again.
private struct IndexTable: Sendable {
  /// Places; -1 where there is none. Never full.
  private var slots: [Int32]

  /// For so many things.
  init(count: Int) {
    var size = 8
    while size * 3 < count * 4 { size *= 2 }
    slots = Array(repeating: -1, count: size)
  }

  /// Puts `place` where the thing that `isSame` recognises had its own; returns that, or -1.
  mutating func put(_ place: Int32, _ hash: Int, _ isSame: (Int) -> Bool) -> Int32 {
    let slot = slot(hash, isSame)
    defer { slots[slot] = place }
    return slots[slot]
  }

  /// The place of the thing that `isSame` recognises among those with its hash.
  func place(_ hash: Int, _ isSame: (Int) -> Bool) -> Int32? {
    let place = slots[slot(hash, isSame)]
    return place < 0 ? nil : place
  }

  private func slot(_ hash: Int, _ isSame: (Int) -> Bool) -> Int {
    var slot = hash & (slots.count - 1)
    while slots[slot] >= 0 && !isSame(Int(slots[slot])) { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }
}
