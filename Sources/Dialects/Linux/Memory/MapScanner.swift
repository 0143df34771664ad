import Glibc
import Misc
import Proc
import Store

/// Scans the files that a process has mapped, from /proc/PID/maps or the kernel's tables.
struct MapScanner: ~Copyable {
  private let context: ScanContext
  private let kernelFiles: KernelFiles?
  private var reader = FileReader(capacity: 64 * 1024)
  private var files: MappedFiles

  init(_ context: ScanContext, _ kernelFiles: KernelFiles?) {
    self.context = context
    self.kernelFiles = kernelFiles
    files = MappedFiles(context)
  }

  /// Adds a row for each file that is mapped, in the order of the maps; the program's `text` has its own. What
  /// `mayBeDenied` is left to procfs to decide.
  mutating func scan(
    _ subject: Subject, text: FileIdentity?, in directory: borrowing FileDescriptor, mayBeDenied: Bool,
    into rows: inout ProcessRows, _ sink: inout ScanSink
  ) {
    let owner = MapOwner(
      subject: subject, isForNames: isForNames(subject),
      isForeign: context.mountNamespaces.isForeign(subject.place, in: directory))
    files.restart(without: text)
    defer { rows.sharedForWriting = files.sharedForWriting }
    if let kernelFiles, !mayBeDenied, subject.directoryID == 0 {
      // Threads of the kernel have none.
      if subject.isKernelThread { return }
      if let known = kernelFiles.mappings(of: subject.record.pid, subject.place.told) {
        files.add(known, of: owner, into: &rows.memory, &sink)
        return
      }
    }
    do throws(SystemError) {
      try reader.readLines(subject.place.path("maps"), in: directory.number) { lines in
        files.add(lines, of: owner, into: &rows.memory, &sink)
      }
    } catch {
      // What could be read is listed: the process may end meanwhile.
      context.shortages.noteIfShort(error)
    }
  }

  private func isForNames(_ subject: Subject) -> Bool {
    [DescriptorKind.memory, .deletedMemory].allSatisfy { kind in
      subject.wanted.allSatisfy { context.prefilter.needsName($0, kind) }
    }
  }
}
