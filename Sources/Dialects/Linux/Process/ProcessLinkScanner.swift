import CSystem
import Glibc
import Misc
import Node
import Proc
import Store

/// Scans what /proc/PID links to by name: working directory, root directory and program text.
struct ProcessLinkScanner: ~Copyable {
  private let context: ScanContext
  private var link = LinkReader()
  /// Something was not there that all but kernel threads have, as long as they haven't ended.
  var metMissing = false

  init(_ context: ScanContext) { self.context = context }

  /// Adds a row for the link `name`. Returns the file's identity, which with `needsIdentity` is asked for
  /// even if no row shows it. With `isForNames` only a file that has one of the given names matters.
  @discardableResult
  mutating func scan(
    _ kind: DescriptorKind, _ name: StaticString, of subject: Subject, needsIdentity: Bool = false,
    isForNames: Bool, in directory: borrowing FileDescriptor, into rows: inout [OpenFile],
    _ arena: inout ByteArena,
    _ searchMatches: inout SearchMatches
  ) -> FileIdentity? {
    var file = OpenFile(kind)
    file.selected = context.prefilter.descriptor(kind, -1)
    let path = Path(name)
    guard path.withPointer({ link.read($0, in: directory) }) else {
      let error = SystemError.current
      if error.isOfMissing && !(kind == .programText && subject.isKernelThread) { metMissing = true }
      // With warnings off a link that can't be read is no row.
      if !context.request.warns { return nil }
      // Kernel threads have no text.
      let isExpected = kind == .programText && error == .noEntry && subject.record.uid == 0
      if !isExpected { file.addition = arena.append(RowText.note("readlink", error)) }
      let shown = RowText.path(subject.directory, name)
      context.describer.describe(&file, .unknown, path: shown.span, in: &arena, &searchMatches)
      rows.append(file)
      return nil
    }
    if let exemption = context.exemption(of: link.contents) {
      file.exempt(by: exemption, as: Self.exemptType(kind), path: link.contents, in: &arena)
      rows.append(file)
      return nil
    }
    var identity: FileIdentity?
    var status = NodeStatus.unknown
    if needsIdentity || context.needsStatus(of: link, subject.mounts) {
      let number = directory.number
      let result = path.withPointer {
        context.status(
          of: $0, in: number, leadingTo: link.contents, subject.mounts, isForNames: isForNames
        ) {
          RowText.path(subject.directory, name)
        }
      }
      switch result {
      case .success(let full):
        status = .full(full)
        identity = full.identity
      case .failure(let error):
        if error.isOfMissing { metMissing = true }
        status = context.knownStatus(of: link.contents, subject.mounts)
        if context.shows(error) { file.addition = arena.append(RowText.note("stat", error)) }
      }
    }
    context.describer.describe(&file, status, path: link.shown, in: &arena, &searchMatches)
    if let kind = context.kinds.recognise(&file, link: link.contents) {
      context.kinds.linkEnds(of: &file, kind)
    }
    file.mayBeLocked = true
    file.hasOddName = context.hasOddName(link.contents, status)
    rows.append(file)
    return identity
  }

  private static func exemptType(_ kind: DescriptorKind) -> FileType {
    switch kind {
    case .currentDirectory: .exemptDirectory
    case .rootDirectory: .exemptRoot
    default: .exemptText
    }
  }
}
