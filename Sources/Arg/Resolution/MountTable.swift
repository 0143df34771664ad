import Misc
import Store

/// Finds the mounts that a path or a block device stands for.
struct MountTable {
  private let mounts: [Mount]
  private var byDirectory: [Bytes: Int] = [:]
  private let mixesDevices: Bool
  /// Devices whose directories list the inode numbers that stat gives.
  private var plainDevices: Set<DeviceNumber> = []

  /// `mounts` in the kernel's order.
  init(_ mounts: [Mount]) {
    self.mounts = mounts.filter { !$0.traits.contains(.automountPoint) }
    mixesDevices = self.mounts.contains { !$0.traits.isDisjoint(with: .mixesDevices) }
    // Of mounts on one directory, the last hides the others.
    for (index, mount) in self.mounts.enumerated() {
      byDirectory[mount.directory] = index
      if mount.traits.contains(.listsInodes) { plainDevices.insert(mount.device) }
    }
  }

  /// Whether a directory on this device lists the inode numbers that stat gives.
  func listsInodes(_ device: DeviceNumber) -> Bool { plainDevices.contains(device) }

  func mount(at directory: Bytes) -> Mount? { byDirectory[directory].map { mounts[$0] } }

  /// The device of the mount that a path from the root is on, where stat(2) may tell another one for what is there.
  func mixedDevice(of place: Bytes?) -> DeviceNumber? {
    guard mixesDevices, let place, let mount = mount(of: place) else { return nil }
    return mount.traits.isDisjoint(with: .mixesDevices) ? nil : mount.device
  }

  /// The mount that a path from the root is on.
  func mount(of place: Bytes) -> Mount? {
    var place = place
    while true {
      if let mount = mount(at: place) { return mount }
      guard let slash = place.lastIndex(of: UInt8(ascii: "/")), place.count > 1 else { return nil }
      place.removeLast(place.count - max(slash, 1))
    }
  }

  /// Whether a file system is mounted again below a directory of its own, or was.
  func isMounted(_ device: DeviceNumber, below place: Bytes) -> Bool {
    let prefix = place.last == UInt8(ascii: "/") ? place : place + [UInt8(ascii: "/")]
    return mounts.contains {
      $0.device == device && $0.directory.count > prefix.count && $0.directory.starts(with: prefix)
    }
  }

  func isMountedOnce(_ device: DeviceNumber) -> Bool { mounts.count { $0.device == device } == 1 }

  /// The visible mounts whose source is `path`, or the `place` of that, once its links are resolved, or which have
  /// `device`.
  func mounts(of path: Bytes, _ place: Bytes?, device: DeviceNumber?, _ links: LinkResolver) -> [Mount] {
    mounts.enumerated().filter { index, mount in
      if byDirectory[mount.directory] != index { return false }
      if let device, mount.device == device { return true }
      if mount.source == path || mount.source == place { return true }
      return mount.source.first == UInt8(ascii: "/") && links.resolve(mount.source) == place
    }.map(\.element)
  }
}
