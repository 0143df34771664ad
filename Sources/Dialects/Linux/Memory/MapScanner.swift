import Glibc
import Misc
import Proc
import Store

/// Scans the files that a process has mapped, from /proc/PID/maps.
struct MapScanner: ~Copyable {
  private let context: ScanContext
  private var reader = FileReader(capacity: 64 * 1024)
  private var files: MappedFiles

  init(_ context: ScanContext) {
    self.context = context
    files = MappedFiles(context)
  }

  /// Adds a row for each file that is mapped, in the order of the maps; the program's `text` has its own.
  mutating func scan(
    _ subject: Subject, text: FileIdentity?, in directory: borrowing FileDescriptor,
    into rows: inout ProcessRows, _ sink: inout ScanSink
  ) {
    let owner = MapOwner(
      subject: subject, isForNames: isForNames(subject),
      isForeign: context.mountNamespaces.isForeign(directory))
    files.restart(without: text)
    do throws(SystemError) {
      try reader.readLines(Path("maps"), in: directory.number) { lines in
        files.add(lines, of: owner, into: &rows.memory, &sink)
      }
    } catch {
      // What could be read is listed: the process may end meanwhile.
      context.shortages.noteIfShort(error)
    }
    rows.sharedForWriting = files.sharedForWriting
  }

  private func isForNames(_ subject: Subject) -> Bool {
    [DescriptorKind.memory, .deletedMemory].allSatisfy { kind in
      subject.wanted.allSatisfy { context.prefilter.needsName($0, kind) }
    }
  }
}
