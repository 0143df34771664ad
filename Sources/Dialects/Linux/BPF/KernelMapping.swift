import CBPF
import Misc
import Store

/// A file that a process has mapped, as the kernel's own tables have it.
struct KernelMapping: KernelRecord {
  private let record: cbpf_mapping
  /// Where in the bytes that it was read from its path is.
  private let path: Range<Int>
  let end: Int

  init?(_ bytes: Span<UInt8>, at start: Int) {
    guard
      let parts = KernelRecordParts<cbpf_mapping>(bytes, at: start, lengths: { ($0.length, $0.path_length) })
    else { return nil }
    (record, path, end) = (parts.structure, parts.path, parts.end)
    if !(record.pid > 0) { return nil }
  }

  var pid: Int32 { record.pid }
  var started: UInt32 { record.started }
  /// The table of procfs may say otherwise.
  var mayNeedProcfs: Bool { record.marks & UInt32(CBPF_NEEDS_MAPS) != 0 }
  var leavesToProcfs: Bool { false }
  var isSharedForWriting: Bool { record.marks & UInt32(CBPF_IS_SHARED_FOR_WRITING) != 0 }
  /// As in maps.
  var file: FileIdentity { FileIdentity(device: DeviceNumber(kernel: record.device), inode: record.inode) }
  var addresses: Range<UInt64> { record.start..<max(record.start, record.end) }

  func path(in bytes: Span<UInt8>) -> Bytes { Bytes(bytes.extracting(path)) }

  /// What maps call it, where newlines are escaped (fs/proc/task_mmu.c, show_map_vma). `bytes` are those that the
  /// record is in.
  func name(in bytes: Span<UInt8>) -> Bytes {
    let path = self.path(in: bytes)
    if !path.contains(0x0a) { return path }
    return path.flatMap { $0 == 0x0a ? Bytes("\\012") : [$0] }
  }
}
