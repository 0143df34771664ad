import Store

/// The columns of a file.
enum FileColumns {
  static let descriptor = Column(
    "FD", .rightOfDescriptor, .always, about: "descriptor, access and lock",
    needs: [.access, .lock, .status],
    changes: .lock
  ) {
    .heldDescriptor($0.file.descriptor, number: $0.file.number, $0.file.access, $0.file.lock)
  }

  /// The descriptor alone, which lsfd(1) calls so.
  static let association = Column("ASSOC", field: FieldDescription("f", "descriptor"), member: "fd") {
    .descriptor($0.file.descriptor, number: $0.file.number)
  }

  /// Of repeated listings only, from the second cycle on.
  static let change = Column(
    "CHANGE", .left, field: FieldDescription("h", "cHange: + opened, - closed, ~ changed", isUsual: false),
    member: "change", about: "what --changes tells: + opened, - closed, ~ changed"
  ) { $0.change.map { .letter($0.sign) } ?? .absent }

  static let changeTime = Column(
    "TIME", .left, as: .time, member: "time", with: "h", about: "when a CHANGE was seen"
  ) { $0.change == nil ? .absent : .time($0.batch.changeTime) }

  static let access = Column(
    "ACCESS", field: FieldDescription("a", "access: r reads, w writes, u both"), member: "access",
    also: "MODE", needs: .access
  ) { .letter($0.file.access.letter) }

  static let lock = Column(
    "LOCK", field: FieldDescription("l", "lock: r, R read; w, W write; u unknown"), member: "lock",
    needs: [.lock, .status], changes: .lock
  ) { .letter($0.file.lock.letter) }

  static let type = Column(
    "TYPE", .right, .always, as: .word, field: FieldDescription("t", "type of the file"), member: "type",
    needs: .status
  ) { .type($0.file.type, modeBits: $0.file.modeBits) }

  static let fileFlags = Column(
    "FILE-FLAG", .right, .onRequest { $0.fileFlags != .hidden }, as: .set,
    field: FieldDescription("G", "file flaGs"), member: "flags", also: "FLAGS",
    about: "flags of the open file", needs: .openFlags
  ) { $0.file.known.contains(.openFlags) ? .flags($0.file.openFlags) : .absent }

  /// The device that a special file is, else the one that the file is on, else what there is in its place.
  static let device = Column(
    "DEVICE", .right, .always, about: "RDEV of a special file, else DEV or DEVTEXT", needs: .status
  ) {
    if $0.file.known.contains(.rawDevice) { return .device($0.file.rawDevice) }
    return $0.file.known.contains(.device) ? .device($0.file.device) : .text($0.file.deviceText)
  }

  static let deviceText = Column(
    "DEVTEXT", field: FieldDescription("d", "device in characters"), member: "device", needs: .status
  ) { .text($0.withoutLeadingBlanks($0.file.deviceText)) }

  static let fileSystemDevice = Column(
    "DEV", as: .device, field: FieldDescription("D", "device number in hexadecimal"), member: "device_number",
    about: "device that the file is on", needs: .status
  ) { $0.file.known.contains(.device) ? .device($0.file.device) : .absent }

  static let rawDevice = Column(
    "RDEV", as: .device, field: FieldDescription("r", "raw device number in hexadecimal", isUsual: false),
    member: "raw_device", about: "device that a special file is", needs: .status
  ) { $0.file.known.contains(.rawDevice) ? .device($0.file.rawDevice) : .absent }

  static let sizeOrOffset = Column(
    "SIZE/OFF", .right, .onRequest { $0.sizeColumn == .sizeOrOffset }, as: .size,
    about: "SIZE, or OFFSET where there is none", needs: [.status, .offsetWithoutSize],
    changes: .sizeOrOffset
  ) {
    if $0.file.known.contains(.size) { return .size($0.file.size) }
    return $0.file.known.contains(.offset) ? .offset($0.file.offset) : .absent
  }

  static let size = Column(
    "SIZE", .right, .onRequest { $0.sizeColumn == .size }, as: .size,
    field: FieldDescription("s", "size"), member: "size", needs: .status, changes: .size
  ) { $0.file.known.contains(.size) ? .size($0.file.size) : .absent }

  static let offset = Column(
    "OFFSET", .right, .onRequest { $0.sizeColumn == .offset }, as: .size,
    field: FieldDescription("o", "offset: 0t decimal, 0x hexadecimal"), member: "offset", also: "POS",
    about: "offset in the file", needs: .offset, changes: .offset
  ) { $0.file.known.contains(.offset) ? .offset($0.file.offset) : .absent }

  static let linkCount = Column(
    "NLINK", .right, .onRequest { $0.showsLinkCount }, as: .number, margin: 1,
    field: FieldDescription("k", "link count"), member: "nlink", needs: .status, changes: .linkCount
  ) { $0.file.known.contains(.linkCount) ? .number($0.file.linkCount) : .absent }

  static let node = Column(
    "NODE", .right, .always, about: "INODE or PROTO", needs: .status
  ) {
    switch $0.file.nodeColumn {
    case .inode: .wideNumber($0.file.inode)
    case .protocolName: .text($0.file.protocolName)
    case .nothing: .absent
    }
  }

  static let inode = Column(
    "INODE", as: .number, field: FieldDescription("i", "inode number"), member: "inode", needs: .status
  ) {
    // Where NODE has the protocol of a socket its inode is known all the same.
    switch $0.file.nodeColumn {
    case .inode, .protocolName: .wideNumber($0.file.inode)
    case .nothing: .absent
    }
  }

  /// The same as a field and in JSON: where NODE shows it.
  private static let inodeInNode = Column(
    inode.title, as: inode.type, field: inode.field, member: inode.member, needs: inode.requiredFields
  ) { $0.file.nodeColumn == .inode ? .wideNumber($0.file.inode) : .absent }

  static let protocolName = Column(
    "PROTO", .left, as: .word, field: FieldDescription("P", "protocol"), member: "protocol",
    also: "SOCK.PROTONAME PROTONAME", needs: .status
  ) {
    $0.file.nodeColumn == .protocolName ? .text($0.withoutLeadingBlanks($0.file.protocolName)) : .absent
  }

  /// The socket's own; of other files, that of the process.
  static let networkNamespace = Column(
    "NETNS", .left, .onRequest { $0.showsNetworkNamespace },
    field: FieldDescription("e", "nEtwork namespace", isUsual: false), member: "netns",
    also: "SOCK.NETNS SOCK.NETS", about: "network namespace", needs: .networkNamespace
  ) {
    let other = $0.batch.socketNamespaces.isEmpty ? nil : $0.socketNamespace
    return .text(other ?? $0.process.networkNamespace)
  }

  static let name = Column(
    "NAME", .open, .always, field: FieldDescription("n", "name, addresses, remarks"), member: "name",
    needs: .name, changes: [.name, .transportInTable]
  ) { _ in .name }

  /// What special files tell of themselves; each of the facts has a column in ``FactColumns``.
  static let detail = Column(
    "DETAIL", .left, .withinName { $0.showsDetail },
    field: FieldDescription("w", "what the kernel tells, in Words", isUsual: false), member: "detail",
    about: "what the kernel tells of a special file", needs: RequiredFields.ofFacts.union([.status, .driver])
  ) { $0.hasDetail ? .detail : .absent }

  static let localAddress = Column(
    "LADDR", .left, member: "local_address", with: "n", about: "own address", changes: .name
  ) {
    ($0.socket?.local).map { .address($0) } ?? .absent
  }

  static let localScope = Column(
    "LSCOPE", .left, member: "local_scope", with: "n", about: "interface that LADDR is of, if of one link",
    needs: .interface
  ) {
    $0.scope(of: $0.socket?.local)
  }

  static let localPort = Column(
    "LPORT", as: .number, member: "local_port", with: "n", about: "own port", changes: .name
  ) {
    ($0.socket?.local?.port).map { .number(UInt64($0)) } ?? .absent
  }

  static let remoteAddress = Column(
    "RADDR", .left, member: "remote_address", with: "n", about: "address of the other end", changes: .name
  ) {
    ($0.socket?.foreign).map { .address($0) } ?? .absent
  }

  static let remoteScope = Column(
    "RSCOPE", .left, member: "remote_scope", with: "n", about: "interface that RADDR is of, if of one link",
    needs: .interface
  ) {
    $0.scope(of: $0.socket?.foreign)
  }

  static let remotePort = Column(
    "RPORT", as: .number, member: "remote_port", with: "n", about: "port of the other end", changes: .name
  ) {
    ($0.socket?.foreign?.port).map { .number(UInt64($0)) } ?? .absent
  }

  /// Errors, notes and endpoints, which the NAME column appends to the name.
  static let remarks = Column(
    "REMARKS", .left, member: "name_addition", with: "n",
    about: "what NAME ends with: errors, notes, other ends",
    needs: .name, changes: .name
  ) {
    .text($0.file.addition)
  }

  static let transport = Column(
    "TRANSPORT", field: FieldDescription("T", "TCP/TPI state and queues"), member: "tcp_info",
    about: "state and queues, as -T has them", changes: .transport
  ) { $0.file.socket < 0 ? .absent : .transport }

  /// In the order of the columns; those that are only a field follow the column that shows them too.
  static let all = [
    descriptor, association, change, changeTime, access, lock, type, fileFlags, device, deviceText,
    fileSystemDevice, rawDevice, sizeOrOffset, size, offset, linkCount, node, inode, protocolName,
    networkNamespace, name, detail, localAddress, localScope, localPort, remoteAddress, remoteScope,
    remotePort, remarks, transport,
  ]
  /// In the order of the fields.
  static let fields = [
    association, change, access, lock, type, fileFlags, deviceText, fileSystemDevice, rawDevice, size, offset,
    inodeInNode, linkCount, protocolName, networkNamespace, name, detail, transport,
  ]
  /// In the order of the members in JSON.
  static let members = [
    association, change, changeTime, access, lock, type, deviceText, fileSystemDevice, rawDevice, size,
    offset, inodeInNode, linkCount, protocolName, fileFlags, networkNamespace, name, localAddress, localScope,
    localPort, remoteAddress, remoteScope, remotePort, remarks, transport, detail,
  ]
}
