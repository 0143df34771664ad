import CBPF

/// A process whose directories or program may be wanted.
struct KernelProcess: KernelRecord {
  private let record: cbpf_process
  let end: Int

  init?(_ bytes: Span<UInt8>, at start: Int) {
    let size = MemoryLayout<cbpf_process>.size
    guard start >= 0, bytes.count - start >= size else { return nil }
    record = bytes.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: cbpf_process.self)
    guard Int(record.length) == size, record.pid > 0 else { return nil }
    end = start + size
  }

  var pid: Int32 { record.pid }
  var mayNeedProcfs: Bool { true }
}
