import CSystem
import Glibc
import Misc
import Proc
import Store

/// Scans the files of a process and of its tasks. What tasks share with the first of them is scanned once.
struct RowScanner: ~Copyable {
  /// The rows of a process in the parts that tasks can share or have apart (clone(2)).
  private struct Rows {
    /// CLONE_FS
    var directories: [OpenFile] = []
    /// CLONE_VM
    var memory: [OpenFile] = []
    /// CLONE_FILES
    var descriptors: [OpenFile] = []
  }

  private static let manyRows = 4096

  private let context: ScanContext
  private let prefilter: SelectionPrefilter
  private var directories: ProcessLinkScanner
  private var maps: MapScanner
  private var descriptors: DescriptorScanner

  init(_ context: ScanContext) {
    self.context = context
    prefilter = context.prefilter
    directories = ProcessLinkScanner(context)
    maps = MapScanner(context)
    descriptors = DescriptorScanner(context)
  }

  /// The first descriptor of the process with this name in `procfs` that is a wanted socket.
  mutating func firstSocket(
    of name: Bytes, in procfs: borrowing FileDescriptor, _ searchMatches: inout SearchMatches
  ) -> DescriptorScanner.FirstSocket {
    guard let directory = procfs.open(Path(name + Bytes("/fd")), flags: O_DIRECTORY) else {
      context.noteShortage()
      return .missing
    }
    return descriptors.firstSocket(in: directory, &searchMatches)
  }

  /// Adds the candidates, a process and its tasks, with their rows to `batch`. What ends meanwhile is left
  /// out.
  mutating func scan(
    _ candidates: [Candidate], _ directory: Bytes, isKernelThread: Bool,
    in process: borrowing FileDescriptor, with reader: inout FileReader, into batch: inout Batch,
    _ searchMatches: inout SearchMatches
  ) {
    var wanted: [Selectors] = []
    for candidate in candidates where !wanted.contains(candidate.selected) {
      wanted.append(candidate.selected)
    }
    let mounts = context.foreignMounts(of: process)
    var shared = Rows()
    for (index, candidate) in candidates.enumerated() {
      let subject = Subject(
        record: candidate.record, directory: directory + Self.path(candidate.directoryID),
        isKernelThread: isKernelThread, firstDescriptor: candidate.firstDescriptor, mounts: mounts)
      let isFirst = index == 0
      var rows = isFirst ? Rows() : shared
      let parts = isFirst ? Parts.all : Self.parts(apart: candidate, from: candidates[0])
      if !parts.isEmpty {
        let own = isFirst ? wanted : [candidate.selected]
        let isWhole: Bool
        if candidate.directoryID == 0 {
          isWhole = scan(
            parts, of: subject, own, in: process, with: &reader, into: &rows, &batch, &searchMatches)
        } else if let task = process.open(Path(Self.relative(candidate.directoryID)), flags: O_DIRECTORY) {
          isWhole = scan(
            parts, of: subject, own, in: task, with: &reader, into: &rows, &batch, &searchMatches)
        } else {
          context.noteShortage()
          continue
        }
        if !isWhole { continue }
      }
      adopt(rows, candidate, into: &batch, &searchMatches)
      if isFirst { shared = rows }
    }
  }

  /// The parts of a process that are scanned each by itself.
  private struct Parts: OptionSet {
    let rawValue: UInt8
    static let directories = Parts(rawValue: 1)
    static let memory = Parts(rawValue: 2)
    static let descriptors = Parts(rawValue: 4)
    static let all: Parts = [.directories, .memory, .descriptors]
  }

  /// What a task doesn't share with the first candidate, or may not: kcmp(2) needs the right to look.
  private static func parts(apart candidate: Candidate, from first: Candidate) -> Parts {
    func isShared(_ type: kcmp_type) -> Bool {
      let one = first.record.tid == 0 ? first.record.pid : first.record.tid
      return csystem_kcmp(one, candidate.record.tid, Int32(type.rawValue)) == 0
    }
    var parts: Parts = []
    if !isShared(KCMP_FS) { parts.insert(.directories) }
    if !isShared(KCMP_VM) { parts.insert(.memory) }
    if !isShared(KCMP_FILES) { parts.insert(.descriptors) }
    return parts
  }

  /// False where the process or task was found to have ended.
  private mutating func scan(
    _ parts: Parts, of subject: Subject, _ wanted: [Selectors], in directory: borrowing FileDescriptor,
    with reader: inout FileReader, into rows: inout Rows, _ batch: inout Batch,
    _ searchMatches: inout SearchMatches
  ) -> Bool {
    directories.metMissing = false
    descriptors.metMissing = false
    func isWanted(_ kind: DescriptorKind) -> Bool {
      wanted.contains { prefilter.mayListNode($0, kind) }
    }
    func isForNames(_ kind: DescriptorKind) -> Bool {
      wanted.allSatisfy { prefilter.needsName($0, kind) }
    }
    if parts.contains(.directories) {
      rows.directories = []
      if isWanted(.currentDirectory) {
        directories.scan(
          .currentDirectory, "cwd", of: subject, isForNames: isForNames(.currentDirectory), in: directory,
          into: &rows.directories, &batch.names, &searchMatches)
      }
      if isWanted(.rootDirectory) {
        directories.scan(
          .rootDirectory, "root", of: subject, isForNames: isForNames(.rootDirectory), in: directory,
          into: &rows.directories, &batch.names, &searchMatches)
      }
    }
    if context.prefilter.needsOneRow && !rows.directories.isEmpty { return true }
    if parts.contains(.memory) {
      rows.memory = []
      var text: FileIdentity?
      let mapsAreWanted = isWanted(.memory) || isWanted(.deletedMemory)
      if mapsAreWanted || isWanted(.programText) {
        text = directories.scan(
          .programText, "exe", of: subject, needsIdentity: mapsAreWanted,
          isForNames: isForNames(.programText), in: directory, into: &rows.memory, &batch.names,
          &searchMatches)
      }
      if mapsAreWanted {
        maps.scan(
          subject, text: text, isForNames: isForNames(.memory) && isForNames(.deletedMemory), in: directory,
          with: &reader, into: &rows.memory,
          &batch.names, &searchMatches)
      }
    }
    if parts.contains(.descriptors) {
      rows.descriptors = []
      if needsDescriptors(wanted) {
        descriptors.scan(
          subject, wanted: wanted, in: directory, with: &reader, into: &rows.descriptors, &batch,
          &searchMatches)
      }
    }
    if !directories.metMissing && !descriptors.metMissing { return true }
    return ProcessStat.read(Path("stat"), in: directory, with: &reader).map { !$0.isEnding } ?? false
  }

  private func needsDescriptors(_ wanted: [Selectors]) -> Bool {
    wanted.contains {
      prefilter.mayListDescriptors($0)
        && (!prefilter.needsWantedSockets($0) || context.sockets.load().hasCandidates)
    }
  }

  /// Gives a candidate its rows: those that match something, or are another file's end.
  private func adopt(
    _ rows: Rows, _ candidate: Candidate, into batch: inout Batch, _ searchMatches: inout SearchMatches
  ) {
    let start = batch.files.count
    adopt(rows.directories, candidate, into: &batch.files, &searchMatches)
    adopt(rows.memory, candidate, into: &batch.files, &searchMatches)
    adopt(rows.descriptors, candidate, into: &batch.files, &searchMatches)
    if batch.files.count == start { return }
    var record = candidate.record
    record.selected = candidate.selected
    record.files = start..<batch.files.count
    batch.processes.append(record)
  }

  private func adopt(
    _ rows: [OpenFile], _ candidate: Candidate, into files: inout [OpenFile],
    _ searchMatches: inout SearchMatches
  ) {
    let record = candidate.record
    // To grow step by step would need half as much again.
    if rows.count > Self.manyRows { files.reserveCapacity(files.count + rows.count) }
    for var file in rows {
      if file.selected.contains(.excluded) { continue }
      file.selected.formUnion(candidate.selected)
      if !SecurityPolicy.mayList(file.selected, uid: record.uid, requester: context.requester) {
        continue
      }
      if file.selected.isEmpty && file.endpoint == .none { continue }
      if file.selected.contains(.internet) { searchMatches.internet = true }
      if file.selected.contains(.nfs) { searchMatches.nfs = true }
      if file.selected.contains(.task) { searchMatches.tasks = true }
      files.append(file)
    }
  }

  private static func path(_ tid: Int32) -> Bytes { tid == 0 ? [] : [0x2f] + relative(tid) }

  private static func relative(_ tid: Int32) -> Bytes {
    Bytes("task/") + ProcessScanner.digits(tid)
  }
}
