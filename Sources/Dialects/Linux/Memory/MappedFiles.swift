import CSystem
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
  private var seen: Set<FileIdentity> = []
  /// The files that have not been removed and are mapped so that what is written goes to them.
  private(set) var sharedForWriting: Set<FileIdentity> = []
  /// Libraries are mapped by nearly every process: each is asked for once in a scan, as long as there are
  /// not too many.
  private var knownFiles: [FileIdentity: KnownFile] = [:]

  init(_ context: ScanContext) { self.context = context }

  /// Begins with the maps of another process. `text`, its program, has its own row.
  mutating func restart(without text: FileIdentity?) {
    seen.removeAll(keepingCapacity: true)
    if !sharedForWriting.isEmpty { sharedForWriting = [] }
    if let text { seen.insert(text) }
  }

  /// Adds a row for each file in lines of the table that has had none.
  mutating func add(
    _ lines: Span<UInt8>, of owner: MapOwner, into rows: inout [OpenFile], _ sink: inout ScanSink
  ) {
    var cursor = TextCursor(lines)
    while !cursor.isAtEnd {
      if let map = MemoryMap(&cursor),
        !owner.isForNames || owner.isForeign || context.describer.names.mayInclude(mapped: map.file),
        seen.insert(map.file).inserted
      {
        if map.isSharedForWriting && !map.isDeleted { sharedForWriting.insert(map.file) }
        add(map, of: owner, into: &rows, &sink)
      }
      cursor.skipLine()
    }
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
    switch find(map, &path, of: owner) {
    case .success(let found) where owner.isForeign || found.identity == map.file:
      status = .full(found)
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
    }
    var file = OpenFile(kind)
    file.selected = context.prefilter.descriptor(kind, -1)
    if let note { file.addition = sink.batch.names.append(note) }
    context.describer.describe(&file, status, path: path.span, in: &sink.batch.names, &sink.searchMatches)
    file.mayBeLocked = true
    if kind == .memory && !owner.isForeign && note == nil {
      file.hasOddName = context.statusPolicy.readsAsRemoved(path.span)
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
      let mapping = mapping(map, of: subject)
      return Path(mapping).withPointer { link in
        context.statusPolicy.status(
          of: link, leadingTo: map.path, subject.mounts, isForNames: owner.isForNames
        ) {
          mapping
        }
      }
    }
    if let known = knownFiles[map.file], known.path == path { return .success(known.status) }
    var result = status(at: path, of: map)
    for candidate in Self.alternatives(path, isDeleted: map.isDeleted) {
      if case .success(let found) = result, found.identity == map.file { break }
      if case .success(let found) = status(at: candidate, of: map), found.identity == map.file {
        path = candidate
        result = .success(found)
      }
    }
    if case .success(let found) = result, found.identity == map.file,
      knownFiles.count < Self.mostKnownFiles
    {
      knownFiles[map.file] = KnownFile(path: path, status: found)
    } else {
      path = exactPath(map, of: subject) ?? path
    }
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

  /// `/proc/PID/map_files/START-END`; the directory has no leading zeros in its names.
  private func mapping(_ map: borrowing MemoryMap, of subject: Subject) -> Bytes {
    var addresses = TextCursor(map.addresses)
    let start = addresses.hexadecimal() ?? 0
    _ = addresses.skip(UInt8(ascii: "-"))
    let end = addresses.hexadecimal() ?? 0
    var path = ByteBuffer()
    path.append(context.procfs.process(subject.record.pid))
    path.append("/map_files/")
    path.append(hexadecimal: start)
    path.append("-")
    path.append(hexadecimal: end)
    return path.bytes
  }
}
