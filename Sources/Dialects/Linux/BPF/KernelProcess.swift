import CBPF
import Misc
import Store

/// A process, or another task of one, as the kernel's own tables have it.
struct KernelProcess: KernelRecord {
  private let record: cbpf_process
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
  var mayNeedProcfs: Bool { true }
  var started: UInt32 { record.started }

  /// Its first thread has ended.
  var hasEnded: Bool { has(CBPF_HAS_ENDED) }
  var isKernelThread: Bool { has(CBPF_IS_KERNEL_THREAD) }
  var hasOtherMounts: Bool { has(CBPF_HAS_OTHER_MOUNTS) }
  /// Of the directory of the process in procfs, which is the effective one.
  var uid: UInt32 { record.uid }
  var parent: Int32 { record.parent }
  var group: Int32 { record.group }

  /// The name as proc_pid_stat(5) has it; nil where that may be another than the kernel's tables have: it escapes some
  /// bytes, and threads of the kernel can have longer ones (fs/proc/array.c, proc_task_name).
  var command: Bytes? {
    let command = Bytes(valueOf: record.command).prefix { $0 != 0 }
    let isOther =
      has(CBPF_IS_KERNEL_WORKER) || isKernelThread && command.count >= Int(CBPF_COMMAND_SIZE) - 1
      || command.contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\\") }
    return isOther ? nil : Bytes(command)
  }

  /// Of a task what it has apart from the first of its process.
  var ownParts: ProcessParts {
    var parts: ProcessParts = []
    if has(CBPF_HAS_OWN_DIRECTORIES) { parts.insert(.directories) }
    if has(CBPF_HAS_OWN_MEMORY) { parts.insert(.memory) }
    if has(CBPF_HAS_OWN_DESCRIPTORS) { parts.insert(.descriptors) }
    return parts
  }

  /// Those that may lead to a file that is wanted.
  var links: [ProcessLink] {
    var links: [ProcessLink] = []
    if has(CBPF_MAY_WANT_WORKING_DIRECTORY) { links.append(.workingDirectory) }
    if has(CBPF_MAY_WANT_ROOT_DIRECTORY) { links.append(.rootDirectory) }
    if has(CBPF_MAY_WANT_PROGRAM) { links.append(.programText) }
    return links
  }

  /// Where a link leads to; nil where that isn't told, or there is none.
  func end(of link: ProcessLink) -> LinkEnd? {
    let end =
      switch link.kind {
      case .currentDirectory: record.working_directory
      case .rootDirectory: record.root_directory
      default: record.program
      }
    return end.name == 0 ? nil : LinkEnd(end)
  }

  /// It is known that there is no such link.
  func lacks(_ link: ProcessLink) -> Bool { has(CBPF_TELLS_LINKS) && end(of: link) == nil }

  private func has(_ mark: Int32) -> Bool { record.marks & UInt32(mark) != 0 }

  /// Where a link of a process leads to.
  struct LinkEnd {
    /// All links that lead there have one text.
    struct Place: Hashable {
      fileprivate let mount: UInt64
      fileprivate let name: UInt64
    }

    let place: Place
    /// What stat(2) tells; nil where that isn't known.
    let identity: FileIdentity?

    fileprivate init(_ end: cbpf_link) {
      place = Place(mount: end.mount, name: end.name)
      identity =
        end.marks & UInt32(CBPF_HAS_IDENTITY) == 0
        ? nil : FileIdentity(device: DeviceNumber(kernel: end.device), inode: end.inode)
    }
  }
}
