import Glibc
import Misc
import Store

/// What the kernel's tables say of the descriptors of processes, as far as procfs would show them.
struct DescriptorTables: ~Copyable {
  private let context: ScanContext
  private let kernelFiles: KernelFiles?
  /// What they say of the process that was last asked about.
  private var known: (pid: Int32, files: KernelFiles.ProcessFiles?)?
  private var link = LinkReader()

  init(_ context: ScanContext, _ kernelFiles: KernelFiles?) {
    self.context = context
    self.kernelFiles = kernelFiles
  }

  /// Only some descriptors are told of.
  var areFiltered: Bool { kernelFiles?.isFiltered == true }

  /// What they say of a process; nil where procfs must be asked. One that is `told` of may be looked at.
  mutating func files(of pid: Int32, _ told: KernelProcess?) -> KernelFiles.ProcessFiles? {
    guard let kernelFiles else { return nil }
    if known?.pid != pid {
      var files = kernelFiles.files(of: pid, told)
      if told == nil, let some = files, some.count > 0, !showsLinks(of: pid, some) { files = nil }
      known = (pid, files)
    }
    return known?.files
  }

  /// Whether procfs lets the lister look at the descriptors of a process (ptrace(2), PTRACE_MODE_READ). BPF would show
  /// them all the same.
  private mutating func showsLinks(of pid: Int32, _ files: KernelFiles.ProcessFiles) -> Bool {
    guard let first = KernelFile(files.bytes.span, at: 0) else { return false }
    let error = tryLink(Bytes("/fd/") + Procfs.name(of: first.number), of: pid)
    return error == nil || error == .nameTooLong
  }

  /// Whether the first thread of a process has ended: it has no directories any more, and others may have descriptors.
  mutating func haveLostFirstTask(of pid: Int32) -> Bool {
    tryLink(Bytes("/cwd"), of: pid)?.isOfMissing ?? false
  }

  /// What keeps a link in the directory of a process from being read; `name` begins with a slash.
  private mutating func tryLink(_ name: Bytes, of pid: Int32) -> SystemError? {
    do throws(SystemError) {
      try Path(context.path(ofProcess: pid) + name).withPointer { (path) throws(SystemError) in
        try link.read(path, in: context.procfsDirectory)
      }
    } catch {
      return error
    }
    return nil
  }
}
