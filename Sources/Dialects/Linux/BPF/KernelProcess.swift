import CBPF

/// A process whose directories or program may be wanted.
struct KernelProcess: KernelRecord {
  private let record: cbpf_process
  let end: Int

  init?(_ bytes: Span<UInt8>, at start: Int) {
    guard let parts = KernelRecordParts<cbpf_process>(bytes, at: start, lengths: { ($0.length, 0) }) else {
      return nil
    }
    (record, end) = (parts.structure, parts.end)
    if end != start + MemoryLayout<cbpf_process>.size || record.pid <= 0 { return nil }
  }

  var pid: Int32 { record.pid }
  var mayNeedProcfs: Bool { true }
}
