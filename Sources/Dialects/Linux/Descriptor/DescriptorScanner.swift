import Glibc
import Misc
import Node
import Proc
import Store

/// Scans the descriptors of a process: /proc/PID/fd and, where something of it is wanted,
/// /proc/PID/fdinfo.
struct DescriptorScanner: ~Copyable {
  private let context: ScanContext
  private let prefilter: SelectionPrefilter
  private let requiredFields: RequiredFields
  private var tables: DescriptorTables
  private var sockets: DescriptorSockets
  private var walk = DescriptorWalk()
  private var link = LinkReader()
  /// The device of pipefs, once a pipe has told it, and the ID of its mount, if that was asked for.
  private var pipeDevice: DeviceNumber?
  private var pipeMount: UInt64?
  /// The ID of the mount of sockets, once one has told it.
  private var socketMount: UInt64?
  private var lockReader: LockReader
  /// A descriptor was closed after it had been listed, or the process has ended.
  var metMissing = false
  /// The descriptors may not be looked at.
  var metDenied = false

  init(_ context: ScanContext, _ kernelFiles: KernelFiles?) {
    self.context = context
    tables = DescriptorTables(context, kernelFiles)
    sockets = DescriptorSockets(context, kernelFiles)
    prefilter = context.prefilter
    requiredFields = context.requiredFields
    lockReader = LockReader(context)
  }

  /// Adds a row for each descriptor that could be listed. `held` are the only ones that can, where that was known a
  /// moment ago.
  mutating func scan(
    _ subject: Subject, _ held: Set<Int32>?, in directory: borrowing FileDescriptor,
    into rows: inout ProcessRows, _ sink: inout ScanSink
  ) {
    let files = subject.directoryID == 0 ? tables.files(of: subject.record.pid, subject.place.told) : nil
    if let files, files.count == 0 {
      rows.lockCoverage = sink.lockAsksLeft > 0 ? .listed : .none
      return
    }
    if files != nil && subject.place.told != nil
      && !DescriptorDetails.areNeeded(context, besides: files)
    {
      let prefix = subject.place.prefix + Bytes("fd/")
      scan(files, of: subject, nil, in: directory, descriptors: directory, below: prefix, into: &rows, &sink)
    } else if let descriptors = open(subject, in: directory, into: &rows.descriptors, &sink) {
      scan(files, of: subject, held, in: directory, descriptors: descriptors, below: [], into: &rows, &sink)
    }
  }

  /// The same, with what is known of the `files` and the directory in which the name of each is its number, behind
  /// `prefix`.
  private mutating func scan(
    _ files: KernelFiles.ProcessFiles?, of subject: Subject, _ held: Set<Int32>?,
    in directory: borrowing FileDescriptor, descriptors: borrowing FileDescriptor, below prefix: Bytes,
    into rows: inout ProcessRows, _ sink: inout ScanSink
  ) {
    let wanted = subject.wanted
    rows.locks = HeldLocks()
    rows.lockCoverage = sink.lockAsksLeft > 0 ? .all : .none
    if tables.areFiltered { rows.lockCoverage.limit(to: .listed) }
    var details = DescriptorDetails(of: subject, in: directory, context, besides: files)
    if let files {
      rows.descriptors.reserveCapacity(files.count)
      walk.start(in: files, below: prefix)
    } else if let numbers = held?.sorted(), stillHaveNames(numbers, of: subject, in: descriptors, &sink) {
      rows.lockCoverage.limit(to: .listed)
      walk.start(with: numbers)
    } else {
      walk.start(
        at: subject.firstDescriptor, guesses: context.procfs.isLive && !subject.isKernelThread,
        in: descriptors)
    }
    while let entry = walk.next(in: descriptors) {
      let mayBeNode = wanted.contains { prefilter.mayListNode($0, .number, number: entry.number) }
      let mayBeSocket = wanted.contains { prefilter.mayListSocket($0, number: entry.number) }
      if !mayBeNode && !mayBeSocket {
        if entry.isGuess { walk.stopGuessing(at: entry, in: descriptors) }
        rows.lockCoverage.limit(to: .asked)
        continue
      }
      var known: FileStatus?
      let isForNames = wanted.allSatisfy { prefilter.needsName($0, number: entry.number) }
      if isForNames && !context.statusPolicy.readsLinksFirst {
        let look = lookForName(entry, of: subject, in: descriptors, &sink)
        if look.lacksName {
          rows.lockCoverage.limit(to: .listed)
          continue
        }
        known = look.status
      }
      var file = OpenFile(.number, number: entry.number)
      file.selected = prefilter.descriptor(.number, entry.number)
      do throws(SystemError) { try read(entry, in: descriptors) } catch {
        if entry.isGuess {
          walk.refute(entry, in: descriptors)
          continue
        }
        if error == .nameTooLong {
          if !mayBeNode { continue }
          if isForNames && linkLacksName(entry, of: subject, in: descriptors, &sink) {
            rows.lockCoverage.limit(to: .listed)
            continue
          }
          let isOpen = describeNode(
            &file, entry, known, of: subject, in: descriptors, &details, &rows, &sink)
          if file.addition.isEmpty {
            file.addition = sink.batch.names.append(RowNotes.failure("readlink", error))
          }
          if isOpen { rows.descriptors.append(file) }
          continue
        }
        if error.isOfMissing { metMissing = true }
        if error.isOfDenial { metDenied = true }
        if error.isOfMissing || !context.request.warns { continue }
        file.addition = sink.batch.names.append(RowNotes.failure("readlink", error))
        addUnreadableLink(&file, subject, &sink)
        details.read(entry.name, into: &file, with: &sink.reader, isOffsetWanted: true)
        rows.descriptors.append(file)
        continue
      }
      if let exemption = context.statusPolicy.exemption(of: link.contents) {
        details.read(entry.name, into: &file, with: &sink.reader, isOffsetWanted: true)
        context.statusPolicy.exempt(
          &file, by: exemption, as: .exemptDescriptor, path: link.contents, in: &sink.batch.names,
          &sink.searchMatches)
        rows.descriptors.append(file)
        rows.lockCoverage.limit(to: .listed)
        continue
      }
      if isForNames && context.statusPolicy.readsLinksFirst
        && linkLacksName(entry, of: subject, in: descriptors, &sink)
      {
        rows.lockCoverage.limit(to: .listed)
        continue
      }
      if case .socket(let inode) = link.target {
        if !mayBeSocket { continue }
        let isForItself = wanted.allSatisfy {
          prefilter.needsWantedSocket($0, number: entry.number)
        }
        let holder = SocketHolder(pid: subject.record.pid, number: entry.number)
        let met = sockets.meet(walk.socket, of: holder)
        if isForItself && !sockets.isCandidate(inode, met, of: holder, &sink.searchMatches) { continue }
        // No socket is opened for one direction only (net/socket.c, sock_alloc_file).
        if requiredFields.contains(.access) { file.access = .readWrite }
        // Nothing moves the offset of a socket.
        file.known.insert(.offset)
        let (told, records, number) = (walk.known, walk.records, descriptors.number)
        sockets.describe(
          &file, inode, met, of: holder,
          socketFile: {
            told?.socketFile(in: records.span)
              ?? SocketFile(of: entry.name, in: number, path: subject.descriptorPath(entry.number))
          }, &sink.batch, &sink.searchMatches)
        readInfo(ofSocket: &file, entry, &details, &sink)
        if requiredFields.contains(.networkNamespace) {
          note(sockets.namespace(of: inode, met), of: inode, of: subject, &sink.batch)
        }
        context.details?.keep(
          &file, link: link.contents, mount: socketMount, of: subject, in: &sink.batch)
        rows.descriptors.append(file)
        continue
      }
      if !mayBeNode {
        rows.lockCoverage.limit(to: .asked)
        continue
      }
      if sink.lockAsksLeft <= 0 { rows.lockCoverage = .none }
      let isOpen = describeNode(
        &file, entry, known, of: subject, in: descriptors, &details, &rows, &sink)
      if isOpen { rows.descriptors.append(file) } else { metMissing = true }
    }
    if let failure = walk.failure {
      if failure.isOfMissing { metMissing = true } else { context.shortages.note(failure) }
    }
  }

  /// Whether these descriptors all have names that were given, as far as a look can tell that does not wait.
  private mutating func stillHaveNames(
    _ numbers: [Int32], of subject: Subject, in descriptors: borrowing FileDescriptor, _ sink: inout ScanSink
  ) -> Bool {
    if context.statusPolicy.readsLinksFirst { return false }
    walk.start(with: numbers)
    while let entry = walk.next(in: descriptors) {
      let look = lookForName(entry, of: subject, in: descriptors, &sink)
      if look.lacksName || look.status == nil { return false }
    }
    return true
  }

  /// Has ``link`` say what the link of a descriptor does.
  private mutating func read(
    _ entry: DescriptorWalk.Entry, in descriptors: borrowing FileDescriptor
  ) throws(SystemError) {
    if walk.read(into: &link) { return }
    try link.read(entry.name, in: descriptors)
  }

  /// Reads what is wanted of a socket's fdinfo.
  private mutating func readInfo(
    ofSocket file: inout OpenFile, _ entry: DescriptorWalk.Entry, _ details: inout DescriptorDetails,
    _ sink: inout ScanSink
  ) {
    var kind: (any FileKind)?
    if requiredFields.contains(.descriptorsInFlight) && file.type == .unix { kind = UnixSocket() }
    details.read(
      entry.name, into: &file, &kind, with: &sink.reader, isOffsetWanted: false,
      readsMount: requiredFields.contains(.mount) && socketMount == nil)
    socketMount = details.mountID ?? socketMount
    guard let socket = kind as? UnixSocket else { return }
    var facts = FactList()
    socket.addFacts(to: &facts)
    facts.keep(for: &file, in: &sink.batch)
  }

  /// Takes down the network namespace of a socket that is in another one than its process.
  private func note(
    _ namespace: UInt64?, of inode: UInt64, of subject: Subject, _ batch: inout Batch
  ) {
    guard let namespaces = context.networkNamespaces, let namespace else { return }
    let name = namespaces.name(of: namespace)
    if Bytes(batch.names[subject.record.networkNamespace]) != name {
      batch.socketNamespaces[inode] = batch.names.append(name)
    }
  }

  /// Opens the directory of descriptors. Where that fails, a row may say so.
  private mutating func open(
    _ subject: Subject, in directory: borrowing FileDescriptor, into rows: inout [OpenFile],
    _ sink: inout ScanSink
  ) -> FileDescriptor? {
    do throws(SystemError) { return try directory.open(subject.place.path("fd"), flags: O_DIRECTORY) } catch {
      if error.isOfMissing { metMissing = true }
      if error.isOfDenial { metDenied = true }
      context.shortages.noteIfShort(error)
      addUnreadable(subject, error, into: &rows, &sink)
      return nil
    }
  }

  /// Gives the rows of a process their locks, as far as that is possible yet.
  mutating func markLocks(
    of subject: Subject, in directory: borrowing FileDescriptor, _ rows: inout ProcessRows,
    _ sink: inout ScanSink
  ) {
    let pid = subject.record.pid
    if rows.lackLocks({ shows($0, subject) }) {
      rows.lockCoverage = .none
      if let held = lockReader.locks(
        in: directory, subject.place, of: pid, limit: sink.lockAsksLeft, with: &sink.reader)
      {
        rows.locks = held
        rows.lockCoverage = .all
      }
      sink.lockAsksLeft -= lockReader.descriptorCount
    }
    if rows.lockCoverage == .none {
      sink.awaitsLocks = true
      return
    }
    rows.markLocks(of: pid) { context.locks.load() }
  }

  /// Whether a row that could show a lock is listed.
  private func shows(_ file: OpenFile, _ subject: Subject) -> Bool {
    file.mayShowLock
      && subject.wanted.contains { context.request.selection.lists($0.union(file.selected)) }
  }

  /// Where the first wanted socket of a process is.
  enum FirstSocket {
    case missing
    case descriptor(Int32)
    /// The process has no descriptors: its first thread may have ended before others.
    case unclear
  }

  /// Looks for a wanted socket in the kernel's tables, where nothing else can be listed; nil where these don't know the
  /// process.
  mutating func firstSocketInTables(
    of pid: Int32, _ told: KernelProcess?, _ sink: inout ScanSink
  ) -> FirstSocket? {
    guard let files = tables.files(of: pid, told) else { return nil }
    // The iterator passes its threads over, as it does processes without a wanted socket.
    if files.count == 0 && told == nil && tables.haveLostFirstTask(of: pid) { return nil }
    var place = 0
    while let file = KernelFile(files.bytes.span, at: place) {
      place = file.end
      guard let inode = file.socket else { continue }
      let holder = SocketHolder(pid: pid, number: file.number)
      let met = sockets.meet(file.socket(in: files.bytes.span), of: holder)
      if sockets.isCandidate(inode, met, of: holder, &sink.searchMatches) { return .descriptor(file.number) }
    }
    return .missing
  }

  /// Looks for a wanted socket where nothing else can be listed.
  mutating func firstSocket(
    of pid: Int32, in descriptors: borrowing FileDescriptor, _ sink: inout ScanSink
  ) -> FirstSocket {
    var isEmpty = true
    walk.start(guesses: true, in: descriptors)
    while let entry = walk.next(in: descriptors) {
      if (try? link.read(entry.name, in: descriptors)) == nil {
        if entry.isGuess { walk.refute(entry, in: descriptors) }
        continue
      }
      isEmpty = false
      if case .socket(let inode) = link.target,
        sockets.isCandidate(inode, of: SocketHolder(pid: pid, number: entry.number), &sink.searchMatches)
      {
        return .descriptor(entry.number)
      }
    }
    if let failure = walk.failure, !failure.isOfMissing { context.shortages.note(failure) }
    return isEmpty ? .unclear : .missing
  }

  /// Whether one call can tell that a descriptor's file has none of the names that were given, and the status
  /// that it gave, if that is all there is to know.
  private mutating func lookForName(
    _ entry: DescriptorWalk.Entry, of subject: Subject, in descriptors: borrowing FileDescriptor,
    _ sink: inout ScanSink
  ) -> (lacksName: Bool, status: FileStatus?) {
    if let inode = walk.known?.socket {
      let holder = SocketHolder(pid: subject.record.pid, number: entry.number)
      return (!sockets.isCandidate(inode, of: holder, &sink.searchMatches), nil)
    }
    if let status = walk.known?.status { return (!context.describer.names.mayInclude(status), status) }
    // What identifies a file is remembered well enough where its file system may block.
    let isGuarded = context.probe.isNeeded
    let answer = context.statusPolicy.plainStatus(
      of: entry.name, in: descriptors.number, of: subject, isRemembered: isGuarded)
    guard case .success(let status) = answer else { return (false, nil) }
    if status.isSocket {
      let holder = SocketHolder(pid: subject.record.pid, number: entry.number)
      return (!sockets.isCandidate(status.inode, of: holder, &sink.searchMatches), nil)
    }
    return (!context.describer.names.mayInclude(status), isGuarded ? nil : status)
  }

  /// The same for a descriptor whose link is read, if it has room for the path: a file on a mount that may block is
  /// not touched.
  private mutating func linkLacksName(
    _ entry: DescriptorWalk.Entry, of subject: Subject, in descriptors: borrowing FileDescriptor,
    _ sink: inout ScanSink
  ) -> Bool {
    if case .socket(let inode) = link.target {
      let holder = SocketHolder(pid: subject.record.pid, number: entry.number)
      return !sockets.isCandidate(inode, of: holder, &sink.searchMatches)
    }
    if let device = context.probe.blockingDevice(of: link.contents, in: subject.mounts) {
      return !context.describer.names.mayInclude(fileOn: device)
    }
    if link.contents.isEmpty && context.probe.asksOnLookup { return false }
    if let status = walk.known?.status { return !context.describer.names.mayInclude(status) }
    let answer = context.statusPolicy.plainStatus(
      of: entry.name, in: descriptors.number, of: subject, isRemembered: true)
    guard case .success(let status) = answer else { return false }
    return !context.describer.names.mayInclude(status)
  }

  /// False where the descriptor has been closed.
  private mutating func describeNode(
    _ file: inout OpenFile, _ entry: DescriptorWalk.Entry, _ known: FileStatus?, of subject: Subject,
    in descriptors: borrowing FileDescriptor, _ details: inout DescriptorDetails, _ rows: inout ProcessRows,
    _ sink: inout ScanSink
  ) -> Bool {
    var status = NodeStatus.unknown
    if link.contents.isEmpty || context.statusPolicy.needsStatus(of: link, subject.mounts) {
      let result =
        known.map { .success($0) }
        ?? self.status(of: entry, of: subject, in: descriptors)
      switch result {
      case .success(let full): status = .full(full)
      case .failure(let error):
        if error.isOfMissing { return false }
        status = context.statusPolicy.note(
          error, in: &file, path: link.contents, subject.mounts, in: &sink.batch.names)
      }
    }
    context.describer.describe(&file, status)
    context.keepDetails(of: status, &file, in: &sink.batch)
    var kind = context.kinds.recognise(&file, link: link.contents)
    file.mayBeLocked = true
    file.hasOddName = context.statusPolicy.hasOddName(link.contents, status)
    // Nothing moves the offset of a pipe.
    if file.node == .fifo { file.known.insert(.offset) }
    let isOffsetWanted =
      file.node != .fifo
      && (requiredFields.contains(.offset)
        || requiredFields.contains(.offsetWithoutSize) && !file.known.contains(.size))
    let asksLocks = rows.lockCoverage != .none
    let isTold = details.read(
      entry.name, walk.known, into: &file, &kind, in: descriptors, with: &sink.reader,
      isOffsetWanted: isOffsetWanted,
      readsMount: requiredFields.contains(.mount) && status.mount == nil, readsLocks: asksLocks)
    context.details?.keep(
      &file, link: link.contents, mount: status.mount ?? details.mountID, of: subject, in: &sink.batch)
    if asksLocks {
      if walk.known?.mayBeLocked ?? true { sink.lockAsksLeft -= 1 }
      if !isTold { rows.lockCoverage = .none }
      for lock in details.locks {
        rows.locks.add(lock, at: file.number, on: file.identity, of: subject.record.pid)
      }
    }
    // What the kind shows in place of the path.
    var ownName = ByteBuffer()
    if let kind {
      kind.appendName(link.rest, to: &ownName)
      context.kinds.linkEnds(of: &file, kind, link: link.contents)
      noteFacts(of: kind, subject, in: &file, &sink.batch)
    }
    context.kinds.linkHolders(ofRegular: &file)
    if link.contents.isEmpty {
      let path = subject.descriptorPath(file.number)
      context.describer.name(&file, status, path: path.span, in: &sink.batch.names, &sink.searchMatches)
      return true
    }
    context.describer.name(
      &file, status, path: link.shown, ownName: ownName.span, in: &sink.batch.names, &sink.searchMatches)
    return true
  }

  /// Keeps what a special file tells of itself.
  private func noteFacts(
    of kind: any FileKind, _ subject: Subject, in file: inout OpenFile, _ batch: inout Batch
  ) {
    guard let reader = context.facts else { return }
    var facts = FactList()
    let path = subject.descriptorPath(file.number)
    kind.addFacts(
      of: file, FactSource(link: Bytes(link.contents), path: path, reader: reader), to: &facts)
    facts.keep(for: &file, in: &batch)
  }

  /// The status of a file that isn't a socket.
  private mutating func status(
    of entry: DescriptorWalk.Entry, of subject: Subject, in descriptors: borrowing FileDescriptor
  ) -> Result<FileStatus, SystemError> {
    if let status = walk.known?.status, !context.needsDetails(of: status),
      !context.probe.isNeeded || context.probe.blockingDevice(of: link.contents, in: subject.mounts) == nil
    {
      return .success(status)
    }
    guard case .pipe(let inode) = link.target else {
      return context.statusPolicy.status(
        of: entry.name, in: descriptors.number, leadingTo: link.contents, of: subject
      ) { subject.descriptorPath(entry.number) }
    }
    if let pipeDevice, !requiredFields.contains(.details) {
      var status = FileStatus.pipe(inode, on: pipeDevice)
      status.mount = pipeMount
      return .success(status)
    }
    let result =
      requiredFields.contains(.mount)
      ? context.statusPolicy.plainStatus(
        of: entry.name, in: descriptors.number, of: subject, isRemembered: false)
      : FileStatus.of(entry.name, in: descriptors.number)
    if case .success(let status) = result { (pipeDevice, pipeMount) = (status.device, status.mount) }
    return result
  }

  private func addUnreadable(
    _ subject: Subject, _ error: SystemError, into rows: inout [OpenFile], _ sink: inout ScanSink
  ) {
    if !context.request.warns { return }
    var file = OpenFile(.noDescriptors)
    file.selected = prefilter.descriptor(.noDescriptors, -1)
    let note = subject.path("fd ") + RowNotes.failure("opendir", error)
    file.addition = sink.batch.names.append(note)
    rows.append(file)
  }

  private func addUnreadableLink(
    _ file: inout OpenFile, _ subject: Subject, _ sink: inout ScanSink
  ) {
    let path = subject.descriptorPath(file.number)
    context.describer.describe(&file, .unknown, path: path.span, in: &sink.batch.names, &sink.searchMatches)
  }
}
