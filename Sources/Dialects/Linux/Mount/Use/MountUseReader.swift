import Glibc
import Misc
import Store

/// Finds out what keeps mounts from being unmounted.
struct MountUseReader: ~Copyable {
  private let procfs: Procfs
  private let probe: GuardedProbe
  private let views: MountViews
  /// By their IDs: those that were asked about, and those that would go with them.
  private let busy: [Int: Int]
  private let devices: Set<DeviceNumber>
  private var use = MountUse()

  init(_ targets: [FileTarget], procfs: Procfs, probe: GuardedProbe) {
    self.procfs = procfs
    self.probe = probe
    views = MountViews(procfs, followsRoots: !probe.asksOnLookup)
    var busy: [Int: Int] = [:]
    var devices: Set<DeviceNumber> = []
    for target in targets {
      if target.isBlockDevice {
        if let device = target.mountDevice { devices.insert(device) }
        continue
      }
      guard let mount = views.own.mounts.last(where: { $0.directory == target.path }),
        busy[mount.id] == nil
      else { continue }
      use.mounts.append(mount.mount)
      devices.insert(mount.mount.device)
      busy[mount.id] = mount.id
    }
    for mount in use.mounts {
      for copy in views.mounts[mount.id].map(views.copies) ?? [] where busy[copy.id] == nil {
        busy[copy.id] = mount.id
      }
    }
    self.busy = busy
    self.devices = devices
  }

  consuming func use(by processes: [Int32], devices names: [Bytes]) -> MountUse {
    let context = MountHolders.Context(
      procfs: procfs, probe: probe, views: views, mounts: busy, devices: devices)
    MountHolderWork(context, processes).run(&use)
    addSwaps(devices: names)
    addLoops()
    addExports()
    addMountsBelow()
    addOtherMounts()
    addOverlays()
    addDevicesAbove()
    return use
  }

  /// The mount that was asked about and that a path is on which the kernel tells: from the lister's root or, where
  /// there is no such file, from that of another namespace.
  private func mount(of path: Bytes) -> Int? {
    if let mount = views.own.mount(of: path).flatMap({ busy[$0.id] }) { return mount }
    for view in views.views.dropFirst() {
      guard let mount = view.mount(of: path), let asked = busy[mount.id] else { continue }
      if case .failure(.noEntry) = probe.status(of: path, followsLinks: false) { return asked }
    }
    return nil
  }

  // MARK: - What keeps them busy

  /// The files of /proc/swaps (proc_swaps(5)), and devices that were asked about.
  private mutating func addSwaps(devices: [Bytes]) {
    var reader = FileReader()
    try? reader.read(Path(procfs.path("swaps")))
    var lines = TextCursor(reader.contents)
    lines.skipLine()
    while !lines.isAtEnd {
      let start = lines.position
      lines.skipToBlank()
      let name = MountInfo.unescape(lines.bytes.extracting(start..<lines.position))
      if lines.bytes.extracting(lines.field()).equals("file") {
        if let mount = mount(of: name) { use.obstacles.append(.init(.swap, name: name, mount: mount)) }
      } else if devices.contains(name) {
        use.obstacles.append(.init(.swap, name: name, mount: 0))
      }
      lines.skipLine()
    }
  }

  /// Loop devices whose files are on the mounts (drivers/block/loop.c, backing_file).
  private mutating func addLoops() {
    var names: [Bytes] = []
    try? DirectoryEntries.forEach(in: Bytes("/sys/block")) { entry in
      let name = Bytes(entry.name)
      if name.starts(with: Bytes("loop")) { names.append(name) }
    }
    var reader = FileReader()
    for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let directory = Bytes("/sys/block/") + name
      guard (try? reader.read(Path(directory + Bytes("/loop/backing_file")))) != nil else { continue }
      let file = reader.line
      guard let mount = mount(of: file) else { continue }
      var obstacle = MountUse.Obstacle(.loop, name: Bytes("/dev/") + name, detail: file, mount: mount)
      if let device = Self.device(directory + Bytes("/dev"), &reader) {
        let places = views.views.flatMap(\.mounts).filter { $0.mount.device == device }.map(\.directory)
        for place in places where !obstacle.mountedOn.contains(place) { obstacle.mountedOn.append(place) }
      }
      use.obstacles.append(obstacle)
    }
  }

  /// What sysfs writes as `major:minor`.
  private static func device(_ path: Bytes, _ reader: inout FileReader) -> DeviceNumber? {
    guard (try? reader.read(Path(path))) != nil else { return nil }
    var text = TextCursor(reader.contents)
    guard let major = text.decimal(), text.skip(UInt8(ascii: ":")), let minor = text.decimal() else {
      return nil
    }
    return DeviceNumber(
      major: UInt32(truncatingIfNeeded: major), minor: UInt32(truncatingIfNeeded: minor))
  }

  /// What the NFS server has in use: lines of a path, a tab, and who may mount it with options in brackets
  /// (fs/nfsd/export.c, svc_export_show).
  private mutating func addExports() {
    var reader = FileReader()
    guard (try? reader.read(Path(procfs.path("fs/nfsd/exports")))) != nil else { return }
    var lines = TextCursor(reader.contents)
    while !lines.isAtEnd {
      let path = MountInfo.unescape(lines.bytes.extracting(lines.field()))
      let client = lines.bytes.extracting(lines.field()).prefix(before: UInt8(ascii: "("))
      if path.first == UInt8(ascii: "/"), let mount = mount(of: path) {
        use.obstacles.append(.init(.export, name: path, detail: client, mount: mount))
      }
      lines.skipLine()
    }
  }

  /// Each after those that are on it.
  private mutating func addMountsBelow() {
    let below = Dictionary(grouping: views.own.mounts, by: \.place.parent)
    var seen: Set<Int> = []
    for mount in use.mounts where seen.insert(mount.id).inserted {
      // Very many mounts can lie upon each other: they are not for the stack of calls. What is deeper comes first.
      var levels = [(mounts: below[mount.id] ?? [], next: 0)]
      while let level = levels.last {
        if level.next < level.mounts.count {
          let id = level.mounts[level.next].id
          levels.append((seen.insert(id).inserted ? below[id] ?? [] : [], 0))
          continue
        }
        levels.removeLast()
        guard let upper = levels.last else { break }
        let other = upper.mounts[upper.next]
        use.obstacles.append(
          .init(.mount, name: other.directory, detail: other.mount.fileSystem, mount: mount.id))
        levels[levels.count - 1].next += 1
      }
    }
  }

  // MARK: - What uses them all the same

  private mutating func addOtherMounts() {
    var seen: Set<Int> = []
    for (place, view) in views.views.enumerated() {
      for mount in view.mounts where devices.contains(mount.mount.device) && busy[mount.id] == nil {
        if !seen.insert(mount.id).inserted { continue }
        use.remainders.append(
          .init(place == 0 ? .bind : .namespace, name: mount.directory, process: view.process))
      }
    }
  }

  /// Layers have mounts of their own, which no table shows (fs/overlayfs/params.c).
  private mutating func addOverlays() {
    // Each namespace may have the same.
    var known: Set<[Bytes]> = []
    for view in views.views {
      for overlay in view.mounts where overlay.mount.fileSystem == Bytes("overlay") {
        for layer in Self.layers(overlay.place.options) {
          guard let mount = view.mount(of: layer), devices.contains(mount.mount.device) else { continue }
          var remainder = MountUse.Remainder(.overlay, name: overlay.directory, process: view.process)
          remainder.detail = layer
          if known.insert([remainder.name, layer]).inserted { use.remainders.append(remainder) }
        }
      }
    }
  }

  /// The directories of an overlay, as `lowerdir=/a:/b,upperdir=/c,workdir=/d` tells them, or a `lowerdir+=/a` for each
  /// of the lower ones.
  static func layers(_ options: Bytes) -> [Bytes] {
    var layers: [Bytes] = []
    for option in options.split(separator: UInt8(ascii: ",")) {
      guard let equals = option.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let (name, value) = (Bytes(option[..<equals]), option[(equals + 1)...])
      if name == Bytes("lowerdir") || name == Bytes("lowerdir+") || name == Bytes("datadir+") {
        layers += value.split(separator: UInt8(ascii: ":")).map(Bytes.init)
      } else if name == Bytes("upperdir") {
        layers.append(Bytes(value))
      }
    }
    return layers.map { MountInfo.unescape($0.span) }
  }

  /// Devices that the device mapper, md and the like have built on the mounted ones.
  private mutating func addDevicesAbove() {
    var reader = FileReader()
    for device in devices.sorted(by: { $0.rawValue < $1.rawValue }) where device.major != 0 {
      let directory = Bytes("/sys/dev/block/") + device.text + Bytes("/holders")
      var names: [Bytes] = []
      try? DirectoryEntries.forEach(in: directory) { names.append(Bytes($0.name)) }
      for name in names {
        var remainder = MountUse.Remainder(.device, name: Bytes("/dev/") + name)
        let path = Bytes("/sys/block/") + name + Bytes("/dm/name")
        if (try? reader.read(Path(path))) != nil { remainder.detail = reader.line }
        use.remainders.append(remainder)
      }
    }
  }
}

extension Span where Element == UInt8 {
  /// What comes before the first of this byte, or all.
  fileprivate func prefix(before byte: UInt8) -> Bytes {
    var text = Bytes()
    for index in 0..<count {
      if self[index] == byte { break }
      text.append(self[index])
    }
    return text
  }
}
