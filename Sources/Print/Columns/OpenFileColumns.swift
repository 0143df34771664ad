import Store

/// The columns of an open file and of where it is, that only `--columns` shows.
enum OpenFileColumns {
  static let isDeleted = Column(
    "DELETED", as: .boolean, about: "no link to the file is left", needs: .status,
    changes: .linkCount
  ) { $0.isDeleted.map { .flag($0) } ?? .absent }

  static let path = Column("PATH", .left, about: "path, without notes", needs: .link, changes: .name) {
    $0.path.map { .text($0) } ?? .absent
  }

  static let link = Column(
    "LINK", .left, also: "KNAME", about: "the kernel's own text for the file", needs: .link, changes: .name
  ) { $0.link.map { .text($0) } ?? .absent }

  static let mountID = Column("MNTID", as: .number, about: "mount that the file is on", needs: .mount) {
    ($0.openFileDetails?.mountID).map { .number($0) } ?? .absent
  }

  static let mountDirectory = Column(
    "MOUNT", .left, about: "where that is mounted", needs: [.mount, .mountTable]
  ) { $0.mount.map { .text($0.directory) } ?? .absent }

  static let fileSystem = Column(
    "FSTYPE", .left, about: "type of the file system that is mounted there",
    needs: [.mount, .mountTable]
  ) { $0.mount.map { .text($0.fileSystem) } ?? .absent }

  static let source = Column(
    "SOURCE", .left, about: "device, or what else is mounted there", needs: [.mount, .mountTable]
  ) { $0.mount.map { .text($0.source) } ?? .absent }

  static let partition = Column(
    "PARTITION", .left, about: "disk or partition that the file is on, or is", needs: [.status, .driver]
  ) {
    if !$0.file.known.contains(.device) { return .absent }
    let disk = $0.file.node == .block ? $0.file.rawDevice : $0.file.device
    return $0.batch.partitions[disk].map { .text($0) } ?? .absent
  }

  static let driver = Column(
    "DRIVER", .left, about: "driver of a device file", needs: [.status, .driver]
  ) { $0.driverName.map { .text($0) } ?? .absent }

  static let characterDriver = Column(
    "CHRDRV", .left, about: "first driver of a character device's major number", needs: [.status, .driver]
  ) { $0.specialDevice?.isBlock == false ? .text($0.driver?.driver ?? .none) : .absent }

  static let blockDriver = Column(
    "BLKDRV", .left, about: "driver of a block device", needs: [.status, .driver]
  ) { $0.specialDevice?.isBlock == true ? .text($0.driver?.driver ?? .none) : .absent }

  static let miscDevice = Column(
    "MISCDEV", .left, about: "name of a device that shares major number 10", needs: [.status, .driver]
  ) { $0.driver.map { .text($0.misc) } ?? .absent }

  static let deviceType = Column(
    "DEVTYPE", .left, about: "blk, char, or nodev for what is no device", needs: .status
  ) { $0.specialDevice.map { .word($0.isBlock ? "blk" : "char") } ?? .word("nodev") }

  static let number = Column(
    "MAJ:MIN", as: .device, about: "RDEV of a special file, else DEV", needs: .status
  ) {
    if let special = $0.specialDevice { return .device(special.number) }
    return $0.file.known.contains(.device) ? .device($0.file.device) : .absent
  }

  static let statusType = Column(
    "STTYPE", .left, about: "type of the file's inode, for sockets SOCK", needs: .status
  ) {
    if $0.file.type.isSocket { return .word("SOCK") }
    return switch $0.file.modeBits {
    case 0o01: .word("FIFO")
    case 0o02: .word("CHR")
    case 0o04: .word("DIR")
    case 0o06: .word("BLK")
    case 0o10: .word("REG")
    case 0o12: .word("LINK")
    default: $0.file.known.contains(.linkCount) ? .word("UNKN") : .absent
    }
  }

  static let anonymousClass = Column(
    "AINODECLASS", .left, about: "kind of an anonymous inode", needs: .link
  ) { $0.linkWord(["anon_inode"], inBrackets: true).map { .text($0) } ?? .absent }

  private static let namespaces: [StaticString] = [
    "cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts",
  ]

  static let namespaceName = Column("NS.NAME", .left, about: "a namespace by its number", needs: .link) {
    if $0.linkWord(namespaces) == nil { return .absent }
    return $0.link.map { .text($0) } ?? .absent
  }

  static let namespaceType = Column("NS.TYPE", .left, about: "kind of a namespace", needs: .link) {
    $0.linkWord(namespaces).map { .text($0) } ?? .absent
  }

  static let peers = Column(
    "PEERS", .left, as: .set, also: "ENDPOINTS", about: "other ends: PID,COMMAND,FD",
    needs: [.endpoints, .access, .status, .name]
  ) { $0.openFileDetails.map { .list($0.peers) } ?? .absent }

  static let holders = Column(
    "HOLDERS", as: .number, about: "descriptors that share this one's open file description",
    needs: [.holders, .status]
  ) { ($0.openFileDetails?.holders).map { .number(UInt64($0)) } ?? .absent }

  static let holdingProcesses = Column(
    "HOLDERPIDS", as: .number, about: "how many processes have those descriptors", needs: [.holders, .status]
  ) {
    guard let details = $0.openFileDetails, details.holders != nil else { return .absent }
    return .number(UInt64(details.holdingProcesses))
  }

  static let all = [
    isDeleted, path, link, mountID, mountDirectory, fileSystem, source, partition, driver, characterDriver,
    blockDriver, miscDevice, deviceType, number, statusType, anonymousClass, namespaceName, namespaceType,
    peers,
    holders, holdingProcesses,
  ]
}
