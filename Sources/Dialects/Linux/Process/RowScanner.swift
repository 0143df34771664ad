import Glibc
import Misc
import Proc
import Store

/// Scans the files of a process and of its tasks. What tasks share with the first of them is scanned once.
struct RowScanner: ~Copyable {
  private let context: ScanContext
  private let prefilter: SelectionPrefilter
  private let countsHolders: Bool
  /// Nothing marks a row for one task alone.
  private let mayShareRows: Bool
  private let tellsSockets: Bool
  /// Nil where any process may have anything.
  private let holders: Holders?
  private var directories: ProcessLinkScanner
  private var maps: MapScanner
  private var descriptors: DescriptorScanner

  init(_ context: ScanContext, _ kernelFiles: KernelFiles?) {
    self.context = context
    prefilter = context.prefilter
    tellsSockets = kernelFiles?.tellsSockets == true
    holders = context.soleHolders
    countsHolders = context.requiredFields.contains(.holders)
    mayShareRows =
      !context.request.output.needsOthers && context.requiredFields.isDisjoint(with: .ofOthers)
      && context.request.filter == nil
    directories = ProcessLinkScanner(context)
    maps = MapScanner(context, kernelFiles)
    descriptors = DescriptorScanner(context, kernelFiles)
  }

  /// The first descriptor of a process that is a wanted socket; `name` is that of the process in `procfs`.
  mutating func firstSocket(
    of pid: Int32, _ name: Bytes, _ told: KernelProcess?, in procfs: borrowing FileDescriptor,
    _ sink: inout ScanSink
  ) -> DescriptorScanner.FirstSocket {
    if let known = descriptors.firstSocketInTables(of: pid, told, &sink) { return known }
    do throws(SystemError) {
      let directory = try procfs.open(Path(name + Bytes("/fd")), flags: O_DIRECTORY)
      return descriptors.firstSocket(of: pid, in: directory, &sink)
    } catch {
      context.shortages.noteIfShort(error)
      if error.isOfDenial { context.denials.note(pid) }
      return .missing
    }
  }

  /// Adds the candidates, a process and its tasks, with their rows. What ends meanwhile is left out. `process` is the
  /// directory that `place` is for.
  mutating func scan(
    _ candidates: [Candidate], _ directory: Bytes, _ place: ProcessPlace, isKernelThread: Bool,
    in process: borrowing FileDescriptor, into sink: inout ScanSink
  ) {
    var wanted: [Selectors] = []
    for candidate in candidates where !wanted.contains(candidate.selected) {
      wanted.append(candidate.selected)
    }
    let mounts = context.probe.isNeeded ? context.mountNamespaces.foreignMounts(of: place, in: process) : nil
    directories.metDenied = false
    descriptors.metDenied = false
    defer {
      if directories.metDenied || descriptors.metDenied { context.denials.note(candidates[0].record.pid) }
    }
    var shared = ProcessRows()
    // The one whose rows are shared.
    var first: Candidate?
    var processHasEnded = false
    // What was adopted last of the rows that all have in common, and the selectors that it was adopted with.
    var adopted: (selected: Selectors, files: Range<Int>)?
    for var candidate in candidates {
      let isFirst = first.map { !$0.sharesAll && candidate.sharesAll } ?? true
      let parts: ProcessParts
      if !isFirst, let first { parts = self.parts(of: candidate, apartFrom: first) } else { parts = .all }
      var rows = isFirst ? ProcessRows() : shared
      var isWhole = parts.isEmpty
      while !isWhole {
        if processHasEnded { candidate.directoryID = candidate.record.tid }
        let subject = Subject(
          record: candidate.record, place: candidate.directoryID == 0 ? place : .own,
          directory: directory + Self.path(candidate.directoryID), directoryID: candidate.directoryID,
          isKernelThread: isKernelThread, firstDescriptor: candidate.firstDescriptor, mounts: mounts,
          wanted: isFirst ? wanted : [candidate.selected])
        isWhole = scan(parts, of: subject, place, in: process, into: &rows, &sink)
        if isWhole || candidate.directoryID != 0 { break }
        // Its first thread has ended; what others have is in their own directories.
        processHasEnded = true
        if candidate.record.tid == 0 { break }
      }
      if !isWhole { continue }
      if parts.isEmpty, let adopted, adopted.selected == candidate.selected {
        add(candidate, adopted.files, to: &sink)
        continue
      }
      let files = adopt(rows, candidate, into: &sink)
      if isFirst { (first, shared) = (candidate, rows) }
      if mayShareRows && (isFirst || parts.isEmpty) { adopted = (candidate.selected, files) }
    }
  }

  /// What a candidate doesn't share with another one before it.
  private func parts(of candidate: Candidate, apartFrom first: Candidate) -> ProcessParts {
    if first.sharesAll { return candidate.ownParts ?? .all }
    return context.procfs.isLive ? ProcessParts(of: candidate.taskID, apartFrom: first.taskID) : .all
  }

  /// Scans parts of a process or task in its own directory. False where it was found to have ended.
  private mutating func scan(
    _ parts: ProcessParts, of subject: Subject, _ place: ProcessPlace, in process: borrowing FileDescriptor,
    into rows: inout ProcessRows, _ sink: inout ScanSink
  ) -> Bool {
    if subject.directoryID == 0 { return scan(parts, of: subject, in: process, into: &rows, &sink) }
    do throws(SystemError) {
      let task = try process.open(place.path(Procfs.task(subject.directoryID)), flags: O_DIRECTORY)
      return scan(parts, of: subject, in: task, into: &rows, &sink)
    } catch {
      context.shortages.noteIfShort(error)
      return false
    }
  }

  /// False where the process or task was found to have ended.
  private mutating func scan(
    _ parts: ProcessParts, of subject: Subject, in directory: borrowing FileDescriptor,
    into rows: inout ProcessRows, _ sink: inout ScanSink
  ) -> Bool {
    directories.metMissing = false
    descriptors.metMissing = false
    let holding = holders?[subject.record.pid]
    let parts = holding?.hasOthers == false ? parts.intersection(.descriptors) : parts
    func isWanted(_ kind: DescriptorKind) -> Bool {
      subject.wanted.contains { prefilter.mayListNode($0, kind) }
    }
    if parts.contains(.directories) {
      rows.directories = []
      for link in [ProcessLink.workingDirectory, .rootDirectory] where isWanted(link.kind) {
        directories.scan(link, of: subject, in: directory, into: &rows.directories, &sink)
      }
    }
    if context.prefilter.needsOneRow && !rows.directories.isEmpty { return true }
    if parts.contains(.memory) {
      rows.memory = []
      var text: FileIdentity?
      let mapsAreWanted = isWanted(.memory) || isWanted(.deletedMemory)
      if mapsAreWanted || isWanted(.programText) {
        text = directories.scan(
          .programText, of: subject, needsIdentity: mapsAreWanted, in: directory, into: &rows.memory, &sink)
      }
      if mapsAreWanted {
        maps.scan(
          subject, text: text, in: directory, mayBeDenied: directories.metDenied, into: &rows, &sink)
      }
    }
    if parts.contains(.descriptors) {
      rows.descriptors = []
      if needsDescriptors(subject.wanted) {
        descriptors.scan(subject, holding?.descriptors, in: directory, into: &rows, &sink)
      } else {
        rows.lockCoverage = sink.lockAsksLeft > 0 ? .listed : .none
      }
    }
    if context.locks.areNeeded { descriptors.markLocks(of: subject, in: directory, &rows, &sink) }
    if !directories.metMissing && !descriptors.metMissing { return true }
    guard let stat = try? ProcessStat.read(subject.place.path("stat"), in: directory, with: &sink.reader)
    else {
      return false
    }
    return !stat.isEnding
  }

  private func needsDescriptors(_ wanted: [Selectors]) -> Bool {
    wanted.contains {
      prefilter.mayListDescriptors($0)
        && (tellsSockets || !prefilter.needsWantedSockets($0) || context.sockets.load().hasCandidates)
    }
  }

  /// Gives a candidate its rows: those that match something, or are another file's end. Returns their indices.
  private func adopt(_ rows: ProcessRows, _ candidate: Candidate, into sink: inout ScanSink) -> Range<Int> {
    let start = sink.batch.files.count
    let end = start + rows.directories.count + rows.memory.count + rows.descriptors.count
    // An array that grows as far as it likes would need half as much again.
    if end > sink.batch.files.capacity { sink.batch.files.reserveCapacity(max(end, start + start / 4)) }
    adopt(rows.directories, candidate, into: &sink)
    adopt(rows.memory, candidate, into: &sink)
    adopt(rows.descriptors, candidate, into: &sink)
    let files = start..<sink.batch.files.count
    add(candidate, files, to: &sink)
    return files
  }

  private func add(_ candidate: Candidate, _ files: Range<Int>, to sink: inout ScanSink) {
    if files.isEmpty { return }
    var record = candidate.record
    record.selected = candidate.selected
    record.files = files
    sink.batch.processes.append(record)
    sink.directoryIDs.append(candidate.directoryID)
  }

  private func adopt(_ rows: [OpenFile], _ candidate: Candidate, into sink: inout ScanSink) {
    let record = candidate.record
    for var file in rows {
      if file.selected.contains(.excluded) { continue }
      file.selected.formUnion(candidate.selected)
      if !SecurityPolicy.ofBuild.mayList(file.selected, uid: record.uid, requester: context.requester) {
        continue
      }
      let isOther = file.endpoint != .none || countsHolders && file.descriptor == .number
      if file.selected.isEmpty && !isOther { continue }
      if file.selected.contains(.internet) { sink.searchMatches.internet = true }
      if file.selected.contains(.nfs) { sink.searchMatches.nfs = true }
      sink.batch.files.append(file)
    }
  }

  private static func path(_ tid: Int32) -> Bytes {
    tid == 0 ? [] : [UInt8(ascii: "/")] + Procfs.task(tid)
  }
}
