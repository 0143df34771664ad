import Glibc
import Misc
import Node
import Proc
import Store

/// Scans what /proc/PID links to by name: working directory, root directory and program text.
struct ProcessLinkScanner: ~Copyable {
  private let context: ScanContext
  private var link = LinkReader()
  /// What links to places say that the kernel's tables have told of: most processes have their directories, and many
  /// their program, in few of them.
  private var knownEnds: [KernelProcess.LinkEnd.Place: KnownEnd] = [:]
  /// Something was not there that all but kernel threads have, as long as they haven't ended.
  var metMissing = false
  /// Something may not be looked at.
  var metDenied = false

  private static let mostKnownEnds = 1024

  private struct KnownEnd {
    let link: Bytes
    let status: FileStatus
  }

  init(_ context: ScanContext) { self.context = context }

  /// Adds a row for a link. Returns the file's identity, which with `needsIdentity` is asked for even if no row
  /// shows it.
  @discardableResult
  mutating func scan(
    _ processLink: ProcessLink, of subject: Subject, needsIdentity: Bool = false,
    in directory: borrowing FileDescriptor, into rows: inout [OpenFile], _ sink: inout ScanSink
  ) -> FileIdentity? {
    let kind = processLink.kind
    var file = OpenFile(kind)
    file.selected = context.prefilter.descriptor(kind, -1)
    let path = subject.place.path(processLink.name)
    let end = subject.place.told?.end(of: processLink)
    let known = end.flatMap { knownEnds[$0.place] }
    // Without a path the link itself stands for it.
    var note: Bytes?
    do throws(SystemError) {
      if let known {
        link.take(known.link)
      } else if subject.place.told?.lacks(processLink) == true {
        throw .noEntry
      } else {
        try path.withPointer { (name) throws(SystemError) in try link.read(name, in: directory) }
      }
    } catch  where error == .nameTooLong {
      note = RowNotes.failure("readlink", error)
    } catch {
      if error.isOfMissing && !(kind == .programText && subject.isKernelThread) { metMissing = true }
      if error.isOfDenial { metDenied = true }
      // With warnings off a link that can't be read is no row.
      if !context.request.warns { return nil }
      // Kernel threads have no text.
      let isExpected = kind == .programText && error == .noEntry && subject.record.uid == 0
      if !isExpected { file.addition = sink.batch.names.append(RowNotes.failure("readlink", error)) }
      let shown = subject.path(processLink.name)
      context.describer.describe(
        &file, .unknown, path: shown.span, in: &sink.batch.names, &sink.searchMatches)
      rows.append(file)
      return nil
    }
    if let exemption = context.statusPolicy.exemption(of: link.contents) {
      context.statusPolicy.exempt(
        &file, by: exemption, as: processLink.exemptType, path: link.contents, in: &sink.batch.names,
        &sink.searchMatches)
      rows.append(file)
      return nil
    }
    var identity: FileIdentity?
    var status = NodeStatus.unknown
    let isNeeded =
      note != nil || needsIdentity || context.statusPolicy.needsStatus(of: link, subject.mounts)
    if let known {
      if isNeeded { status = .full(known.status) }
      identity = known.status.identity
    } else if isNeeded || end?.identity != nil {
      let number = directory.number
      let isForNames = subject.wanted.allSatisfy { context.prefilter.needsName($0, kind) }
      let result = path.withPointer {
        context.statusPolicy.status(
          of: $0, in: number, leadingTo: link.contents, of: subject, isForNames: isForNames
        ) {
          subject.path(processLink.name)
        }
      }
      switch result {
      case .success(let full):
        if isNeeded { status = .full(full) }
        identity = full.identity
        if note == nil, let end { keep(full, of: end) }
      case .failure where !isNeeded: break
      case .failure(let error):
        if error.isOfMissing { metMissing = true }
        status = context.statusPolicy.note(
          error, in: &file, path: link.contents, subject.mounts, in: &sink.batch.names)
      }
    }
    if let note {
      let shown = subject.path(processLink.name)
      context.describer.describe(&file, status, path: shown.span, in: &sink.batch.names, &sink.searchMatches)
      if file.addition.isEmpty { file.addition = sink.batch.names.append(note) }
    } else {
      context.describer.describe(&file, status, path: link.shown, in: &sink.batch.names, &sink.searchMatches)
    }
    context.keepDetails(of: status, &file, in: &sink.batch)
    if let kind = context.kinds.recognise(&file, link: link.contents) {
      context.kinds.linkEnds(of: &file, kind, link: link.contents)
    }
    file.mayBeLocked = true
    file.hasOddName = context.statusPolicy.hasOddName(link.contents, status)
    context.details?.keep(
      &file, link: link.contents, mount: status.mount, of: subject,
      isOwnPath: !context.mountNamespaces.isForeign(subject.place, in: directory), in: &sink.batch)
    rows.append(file)
    return identity
  }

  /// Keeps what ``link`` says, unless the process has got another one since the kernel's tables were read.
  private mutating func keep(_ status: FileStatus, of end: KernelProcess.LinkEnd) {
    if end.identity != status.identity || knownEnds.count >= Self.mostKnownEnds { return }
    knownEnds[end.place] = KnownEnd(link: Bytes(link.contents), status: status)
  }
}
