import Store

/// Finds the mount that a path is on, and whether it is one of those that are looked for.
final class MountLookup: Sendable {
  private struct Place: Sendable {
    var directory: Bytes
    var device: DeviceNumber
    var isWanted: Bool
  }

  private let places: [Place]
  /// Places by the hash of their directory; of several on one, the last: it hides the others.
  private let byHash: [UInt64: Int]
  /// The devices of the mounts that are looked for.
  let devices: Set<DeviceNumber>
  /// The directories of those mounts with their devices, each device once.
  let wanted: [(directory: Bytes, device: DeviceNumber)]

  /// Looks for mounts with one of these traits; `mounts` are in the kernel's order.
  init(_ mounts: [Mount], with traits: Mount.Traits = .mayBlock) {
    var devices: Set<DeviceNumber> = []
    var wanted: [(directory: Bytes, device: DeviceNumber)] = []
    for mount in mounts where !mount.traits.isDisjoint(with: traits) {
      if devices.insert(mount.device).inserted { wanted.append((mount.directory, mount.device)) }
    }
    self.devices = devices
    self.wanted = wanted
    var places: [Place] = []
    var byHash: [UInt64: Int] = [:]
    if !devices.isEmpty {
      for mount in mounts {
        byHash[Self.hash(mount.directory)] = places.count
        places.append(
          Place(
            directory: mount.directory, device: mount.device, isWanted: devices.contains(mount.device)))
      }
    }
    self.places = places
    self.byHash = byHash
  }

  /// The device of the mount that an absolute path without links is on, if that mount is looked for.
  func device(of path: Span<UInt8>) -> DeviceNumber? {
    if places.isEmpty || path.isEmpty || path[0] != Self.slash { return nil }
    var found = byHash[Self.hash([Self.slash])]
    var hash = Self.start
    for index in 0..<path.count {
      if index > 0 && path[index] == Self.slash, let place = place(path, index, hash) { found = place }
      hash = Self.step(hash, path[index])
    }
    if path.count > 1, let place = place(path, path.count, hash) { found = place }
    guard let found, places[found].isWanted else { return nil }
    return places[found].device
  }

  /// Whether a mount that is looked for is at this very path.
  func hasMount(at path: Bytes) -> Bool {
    place(path.span, path.count, Self.hash(path)).map { places[$0].isWanted } ?? false
  }

  /// The place whose directory is the first `count` bytes of `path`, which have this hash.
  private func place(_ path: Span<UInt8>, _ count: Int, _ hash: UInt64) -> Int? {
    guard let index = byHash[hash], places[index].directory.count == count,
      path.starts(with: places[index].directory)
    else { return nil }
    return index
  }

  private static let slash = UInt8(ascii: "/")

  // FNV-1a
  private static let start: UInt64 = 0xcbf2_9ce4_8422_2325
  private static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x100_0000_01b3
  }
  private static func hash(_ bytes: Bytes) -> UInt64 { bytes.reduce(start, step) }
}
