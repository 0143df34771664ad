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

  /// Its first thread has ended.
  var hasEnded: Bool { has(CBPF_HAS_ENDED) }

  /// Those that may lead to a file that is wanted.
  var links: [ProcessLink] {
    var links: [ProcessLink] = []
    if has(CBPF_MAY_WANT_WORKING_DIRECTORY) { links.append(.workingDirectory) }
    if has(CBPF_MAY_WANT_ROOT_DIRECTORY) { links.append(.rootDirectory) }
    if has(CBPF_MAY_WANT_PROGRAM) { links.append(.programText) }
    return links
  }

  private func has(_ mark: Int32) -> Bool { record.marks & UInt32(mark) != 0 }
}
