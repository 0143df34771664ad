import CBPF
import Glibc
import Misc
import Store

/// A process, or another task of one, as the kernel's own tables have it.
struct KernelProcess {
  private let record: cbpf_process
  /// Where the next record begins.
  let end: Int

  init?(_ bytes: Span<UInt8>, at start: Int) {
    guard let parts = KernelRecordParts<cbpf_process>(bytes, at: start, lengths: { ($0.length, 0) }) else {
      return nil
    }
    (record, end) = (parts.structure, parts.end)
    if end != start + MemoryLayout<cbpf_process>.size || record.task <= 0 || record.process <= 0 {
      return nil
    }
  }

  /// The ID of the task: the iterator goes by these.
  var pid: Int32 { record.task }
  /// The ID of its process.
  var process: Int32 { record.process }
  var started: UInt32 { record.started }
  /// As ``ProcessStat/startTime``, unless the lister has a time namespace of its own.
  var startTime: UInt64 { record.since_boot / UInt64(1_000_000_000 / sysconf(Int32(_SC_CLK_TCK))) }

  /// It has ended, or gives up what it has. Of a process: its first thread does.
  var hasEnded: Bool {
    record.exit_state != 0 || record.directories == 0 || record.memory == 0 && !isKernelThread
  }
  /// PF_* of include/linux/sched.h, as proc_pid_stat(5) has them.
  var flags: UInt32 { record.flags }
  var isKernelThread: Bool { has(CBPF_KERNEL_THREAD) }
  /// Of the directory of the process in procfs, which is the effective one.
  var uid: UInt32 { record.uid }
  var parent: Int32 { record.parent }
  var group: Int32 { record.group }

  /// The name as proc_pid_stat(5) has it; nil where that may be another than the kernel's tables have: it escapes some
  /// bytes, and threads of the kernel can have longer ones (fs/proc/array.c, proc_task_name).
  var command: Bytes? {
    let command = Bytes(valueOf: record.command).prefix { $0 != 0 }
    let isOther =
      has(CBPF_KERNEL_WORKER) || isKernelThread && command.count >= Int(CBPF_COMMAND_SIZE) - 1
      || command.contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\\") }
    return isOther ? nil : Bytes(command)
  }

  /// What a task has apart from the first one of its process.
  func parts(apartFrom first: KernelProcess) -> ProcessParts {
    var parts: ProcessParts = []
    if record.directories != first.record.directories { parts.insert(.directories) }
    if record.memory != first.record.memory { parts.insert(.memory) }
    if record.descriptors != first.record.descriptors { parts.insert(.descriptors) }
    return parts
  }

  /// Whether it is in the same mount namespace.
  func sharesMounts(with other: KernelProcess) -> Bool {
    record.mounts != 0 && record.mounts == other.record.mounts
  }

  /// Those that may lead to the directory that is wanted, or below it.
  var links: [ProcessLink] {
    var links: [ProcessLink] = []
    if record.marks & UInt32(CBPF_MAY_WANT_WORKING_DIRECTORY) != 0 { links.append(.workingDirectory) }
    if record.marks & UInt32(CBPF_MAY_WANT_ROOT_DIRECTORY) != 0 { links.append(.rootDirectory) }
    if record.marks & UInt32(CBPF_MAY_WANT_PROGRAM) != 0 { links.append(.programText) }
    return links
  }

  /// Where a link leads to; nil where that isn't told, or there is none.
  func end(of link: ProcessLink) -> LinkEnd? {
    let end =
      switch link.kind {
      case .currentDirectory: record.working_directory
      case .rootDirectory: record.root_directory
      default: isKernelThread ? cbpf_link() : record.program
      }
    return end.name == 0 ? nil : LinkEnd(end)
  }

  /// It is known that there is no such link.
  func lacks(_ link: ProcessLink) -> Bool { record.root_directory.name != 0 && end(of: link) == nil }

  private func has(_ flag: Int32) -> Bool { record.flags & UInt32(flag) != 0 }

  /// Where a link of a process leads to.
  struct LinkEnd {
    /// All links that lead there have one text.
    struct Place: Hashable {
      fileprivate let mount: UInt64
      fileprivate let name: UInt64
    }

    let place: Place
    /// What stat(2) tells; nil where that may be something else than the inode has.
    let identity: FileIdentity?

    fileprivate init(_ end: cbpf_link) {
      place = Place(mount: end.mount, name: end.name)
      identity =
        cbpf_tells_identity(end.kind) != 0
        ? FileIdentity(device: DeviceNumber(kernel: end.device), inode: end.inode) : nil
    }
  }
}
