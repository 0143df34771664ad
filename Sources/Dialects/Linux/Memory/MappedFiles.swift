import Glibc
import Misc
import Node
import Proc
import Store

/// Makes rows of the files that a process has mapped.
struct MappedFiles: ~Copyable {
  /// A path that led to a mapped file, and what stat said there.
  private struct KnownFile {
    var path: Bytes
    var status: FileStatus
  }

  private static let mostKnownFiles = 4096

  private let context: ScanContext
  /// The files that have had a row, as maps or stat(2) identify them.
  private var seen: Set<FileIdentity> = []
  /// The files that have not been removed and are mapped so that what is written goes to them.
  private(set) var sharedForWriting: Set<FileIdentity> = []
  /// The paths of those on file systems with subvolumes.
  private var seenPaths: Set<Bytes> = []
  /// Libraries are mapped by nearly every process: each is asked for once in a scan, as long as there are
  /// not too many.
  private var knownFiles: [FileIdentity: KnownFile] = [:]

  init(_ context: ScanContext) { self.context = context }

  /// Begins with the maps of another process. `text`, its program, has its own row.
  mutating func restart(without text: FileIdentity?) {
    seen.removeAll(keepingCapacity: true)
    if !sharedForWriting.isEmpty { sharedForWriting = [] }
    seenPaths.removeAll(keepingCapacity: true)
    if let text { seen.insert(text) }
  }

  /// Adds a row for each file in lines of the table that has had none.
  mutating func add(
    _ lines: Span<UInt8>, of owner: MapOwner, into rows: inout [OpenFile], _ sink: inout ScanSink
  ) {
    var cursor = TextCursor(lines)
    while !cursor.isAtEnd {
      if let map = MemoryMap(&cursor) { addOnce(map, of: owner, into: &rows, &sink) }
      cursor.skipLine()
    }
  }

  /// The same for what the kernel's tables say of the process.
  mutating func add(
    _ known: KernelRecords, of owner: MapOwner, into rows: inout [OpenFile], _ sink: inout ScanSink
  ) {
    var place = 0
    while let mapping = KernelMapping(known.bytes.span, at: place) {
      place = mapping.end
      if !mayMatter(mapping.file, of: owner) { continue }
      let name = mapping.name(in: known.bytes.span)
      if let map = MemoryMap(mapping, name: name.span) { addOnce(map, of: owner, into: &rows, &sink) }
    }
  }

  private mutating func addOnce(
    _ map: borrowing MemoryMap, of owner: MapOwner, into rows: inout [OpenFile], _ sink: inout ScanSink
  ) {
    if !mayMatter(map.file, of: owner) || !seen.insert(map.file).inserted && !isAmbiguous(map) { return }
    if map.isSharedForWriting && !map.isDeleted { sharedForWriting.insert(map.file) }
    add(map, of: owner, into: &rows, &sink)
  }

  private func mayMatter(_ file: FileIdentity, of owner: MapOwner) -> Bool {
    !owner.isForNames || owner.isForeign || context.describer.names.mayInclude(mapped: file)
  }

  /// Files of several subvolumes can have the same number: their paths tell them apart.
  private func isAmbiguous(_ map: borrowing MemoryMap) -> Bool {
    context.mixedMounts.devices.contains(map.file.device)
      && !seenPaths.contains(Bytes(map.path))
  }

  private mutating func add(
    _ map: borrowing MemoryMap, of owner: MapOwner, into rows: inout [OpenFile], _ sink: inout ScanSink
  ) {
    var path = Bytes(map.path)
    if let exemption = context.statusPolicy.exemption(of: path.span) {
      let kind = map.isDeleted ? DescriptorKind.deletedMemory : .memory
      var file = OpenFile(kind)
      file.selected = context.prefilter.descriptor(kind, -1)
      context.statusPolicy.exempt(
        &file, by: exemption, as: map.isDeleted ? .exemptDeleted : .exemptMemory, path: path.span,
        in: &sink.batch.names, &sink.searchMatches)
      file.deviceText = .none
      file.device = map.file.device
      file.inode = map.file.inode
      file.known.formUnion([.device, .inode])
      file.nodeColumn = .inode
      rows.append(file)
      return
    }
    var kind = DescriptorKind.memory
    var note: Bytes?
    var status = NodeStatus.mapped(map.file)
    var isRemoved = false
    if context.mixedMounts.devices.contains(map.file.device) { seenPaths.insert(path) }
    var found = find(map, &path, of: owner)
    // The table tells of a removed file no more than that, and of one too deep for a path nothing.
    var isMapping = owner.isForeign
    if !isMapping && needsMapping(map, found, path) {
      let mapping = statusOfMapping(map, of: owner)
      if case .success = mapping { (found, isMapping) = (mapping, true) }
      if case .failure(.stale) = mapping { found = mapping }
    }
    switch found {
    case .success(var found) where isMapping || isSame(found, map, path):
      if !isMapping { found.mountDevice = context.mixedMounts.device(of: path.span) }
      if found.identity != map.file && !seen.insert(found.identity).inserted { return }
      status = .full(found)
      // A file that is there can have a name that says otherwise.
      if map.isDeleted && isMapping && (found.linkCount == 0 || !owner.isForeign) { kind = .deletedMemory }
    case .success(let found):
      if map.isDeleted {
        kind = .deletedMemory
      } else {
        note = context.request.warns ? RowNotes.mismatch(found.identity, mapped: map.file) : nil
      }
    case .failure(let error):
      if map.isDeleted {
        kind = .deletedMemory
      } else if context.statusPolicy.shows(error) {
        note = RowNotes.failure("stat", error)
      }
      isRemoved = error == .stale
    }
    var file = OpenFile(kind)
    file.selected = context.prefilter.descriptor(kind, -1)
    if case .mapped = status, isRemoved || kind == .deletedMemory { context.describer.selectRemoved(&file) }
    if let note { file.addition = sink.batch.names.append(note) }
    context.describer.describe(&file, status, path: path.span, in: &sink.batch.names, &sink.searchMatches)
    context.keepDetails(of: status, &file, in: &sink.batch)
    file.mayBeLocked = true
    if kind == .memory && !owner.isForeign && note == nil {
      file.hasOddName = context.statusPolicy.readsAsRemoved(path.span)
    }
    if let details = context.details {
      let link = kind == .deletedMemory ? path + Procfs.deletedSuffix : path
      details.keep(
        &file, link: link.span, mount: status.mount, of: owner.subject, isOwnPath: !owner.isForeign,
        in: &sink.batch)
    }
    rows.append(file)
  }

  /// Asks for the mapped file, by its path or, in another mount namespace, by its mapping. Corrects
  /// `path` where the table writes it otherwise than it is.
  private mutating func find(
    _ map: borrowing MemoryMap, _ path: inout Bytes, of owner: MapOwner
  ) -> Result<FileStatus, SystemError> {
    let subject = owner.subject
    if owner.isForeign {
      path = exactPath(map, of: subject) ?? path
      let mapping = statusOfMapping(map, of: owner)
      if case .failure = mapping { return statusBelowRoot(of: map, path, of: subject) ?? mapping }
      return mapping
    }
    if let known = knownFiles[map.file], known.path == path { return .success(known.status) }
    var result = status(at: path, of: map)
    for candidate in Self.alternatives(path, isDeleted: map.isDeleted) {
      if case .success(let found) = result, isSame(found, map, path) { break }
      if case .success(let found) = status(at: candidate, of: map), isSame(found, map, candidate) {
        path = candidate
        result = .success(found)
      }
    }
    if case .success(let found) = result, isSame(found, map, path),
      knownFiles.count < Self.mostKnownFiles
    {
      knownFiles[map.file] = KnownFile(path: path, status: found)
    } else {
      path = exactPath(map, of: subject) ?? path
    }
    return result
  }

  /// Whether the file at this path is the mapped one. On btrfs maps have the device of the mount, on overlay that or,
  /// before Linux 6.8, the device of a layer.
  private func isSame(_ found: FileStatus, _ map: borrowing MemoryMap, _ path: Bytes) -> Bool {
    if found.identity == map.file { return true }
    guard found.inode == map.file.inode, let device = context.mixedMounts.device(of: path.span) else {
      return false
    }
    return device == map.file.device || context.overlays.contains(device)
  }

  /// Whether only the mapping itself can tell more of the file: it was removed, has another path than the table
  /// says, or one that is too long.
  private func needsMapping(
    _ map: borrowing MemoryMap, _ found: Result<FileStatus, SystemError>, _ path: Bytes
  ) -> Bool {
    switch found {
    case .success(let found):
      if isSame(found, map, path) { return false }
      return map.isDeleted ? needsStatus : context.mixedMounts.device(of: path.span) != nil
    case .failure(.noEntry):
      return needsStatus
        && (map.isDeleted || context.mixedMounts.device(of: path.span) != nil
          || context.probe.isNeeded && context.probe.isBlocking(map.file.device))
    case .failure(let error):
      return error == .nameTooLong
    }
  }

  private var needsStatus: Bool { context.requiredFields.contains(.status) }

  /// The status of the mapped file, whatever its path: map_files leads to the file itself, for those who may
  /// follow its links (proc_pid_map_files(5)).
  private func statusOfMapping(
    _ map: borrowing MemoryMap, of owner: MapOwner
  ) -> Result<FileStatus, SystemError> {
    let mapping = mapping(map, of: owner.subject)
    let device = map.file.device
    if context.probe.isNeeded && context.probe.isBlocking(device) {
      if owner.isForNames && !context.describer.names.mayInclude(fileOn: device) {
        return .failure(.wouldBlock)
      }
      return context.probe.status(of: mapping, on: device)
    }
    return Path(mapping).withPointer { link in
      context.statusPolicy.status(
        of: link, leadingTo: map.path, of: owner.subject, isForNames: owner.isForNames
      ) { mapping }
    }
  }

  /// The status of a file in another mount namespace, by the root of its process: only root of the initial user
  /// namespace may follow the links of map_files. Nil where that leads to another file, or may block.
  private func statusBelowRoot(
    of map: borrowing MemoryMap, _ path: Bytes, of subject: Subject
  ) -> Result<FileStatus, SystemError>? {
    if map.isDeleted || !needsStatus { return nil }
    if context.probe.isNeeded && context.probe.isBlocking(map.file.device) { return nil }
    if context.probe.blockingDevice(of: path.span, in: subject.mounts) != nil { return nil }
    // A link on the way would lead to the lister's own files; the kernel writes paths without any.
    let result = FileStatus.unlinked(Path(path), below: Path(subject.path("root")))
    guard case .success(let found) = result, found.identity == map.file else { return nil }
    return result
  }

  /// How else the table's path can be meant: a live file whose name ends in ` (deleted)`, or one with a
  /// newline in its name, which is written `\012`.
  private static func alternatives(_ path: Bytes, isDeleted: Bool) -> [Bytes] {
    var others: [Bytes] = []
    if isDeleted { others.append(path + Procfs.deletedSuffix) }
    if path.contains(0x5c) {
      let unescaped = MountInfo.unescape(path.span)
      others.append(unescaped)
      if isDeleted { others.append(unescaped + Procfs.deletedSuffix) }
    }
    return others
  }

  /// The path of a file that is not where it was mapped from, where the table's can be meant in two ways: the
  /// mapping's link has no escapes. Nil where that is the same, or can't be read.
  private func exactPath(_ map: borrowing MemoryMap, of subject: Subject) -> Bytes? {
    let written = Bytes(map.path)
    guard written.contains(0x5c),
      case .success(var link) = context.probe.link(at: mapping(map, of: subject))
    else { return nil }
    if map.isDeleted && link.suffix(Procfs.deletedSuffix.count) == Procfs.deletedSuffix[...] {
      link.removeLast(Procfs.deletedSuffix.count)
    }
    let escaped = link.flatMap { $0 == 0x0a ? Bytes("\\012") : [$0] }
    return link != written && escaped == written ? link : nil
  }

  private func status(at path: Bytes, of map: borrowing MemoryMap) -> Result<FileStatus, SystemError> {
    // Whoever mapped the file can put a link in its place, and would be told where that leads.
    if context.hasPrivileges { return context.probe.unlinkedStatus(of: path, on: map.file.device) }
    // The map tells the device, the path what is on the way.
    if context.probe.isNeeded && context.probe.isBlocking(map.file.device) {
      return context.probe.status(of: path, on: map.file.device)
    }
    return context.probe.status(of: path, followsLinks: true)
  }

  /// `/proc/PID/map_files/START-END`, of a task by its own number; the directory has no leading zeros in its names.
  private func mapping(_ map: borrowing MemoryMap, of subject: Subject) -> Bytes {
    var path = ByteBuffer()
    // Where the first thread has ended, its own is empty.
    path.append(context.procfs.process(subject.directoryID == 0 ? subject.record.pid : subject.directoryID))
    path.append("/map_files/")
    path.append(hexadecimal: map.addresses.lowerBound)
    path.append("-")
    path.append(hexadecimal: map.addresses.upperBound)
    return path.bytes
  }
}
