import CBPF
import Glibc
import Misc
import Store

/// A BPF iterator, and where it writes.
struct KernelIterator: ~Copyable, @unchecked Sendable {
  /// What a read has given.
  enum Reading {
    /// There will be more.
    case more
    case ended
    case failed
  }

  /// Bytes; no read gives more, and one that is offered less may cut a record (kernel/bpf/bpf_iter.c, bpf_seq_read).
  private static let mostInRead = 32 * 1024

  private let descriptor: FileDescriptor
  /// Where it doesn't write to who reads the descriptor.
  private let records: UnsafeMutablePointer<cbpf_records>?
  /// The kernel looks at it as long as it is read.
  private let needed: FileDescriptor
  private var buffer: Bytes

  /// `descriptor` gives the records.
  init(_ descriptor: consuming FileDescriptor) {
    self.descriptor = descriptor
    records = nil
    needed = FileDescriptor(owning: -1)
    buffer = Bytes(repeating: 0, count: Self.mostInRead)
  }

  /// `descriptor` has them written to `records`, which are unmapped with it (``cbpf_picked_files``); `needed` is what
  /// the selection names, to be open meanwhile.
  init(
    _ descriptor: consuming FileDescriptor, writingTo records: UnsafeMutablePointer<cbpf_records>,
    needing needed: consuming FileDescriptor
  ) {
    self.descriptor = descriptor
    self.records = records
    self.needed = needed
    // A read needs some room, though it gives nothing.
    buffer = [0]
  }

  deinit { if let records { munmap(records, Int(CBPF_RECORDS_SIZE)) } }

  /// Reads a piece and hands it over. Records are never cut. False from `body` ends it.
  mutating func read(_ body: (Span<UInt8>) -> Bool) -> Reading {
    let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor.number, $0.baseAddress, $0.count) }
    // EAGAIN: it has visited a million files without one that is wanted, or has no more room.
    if count < 0 && errno != EAGAIN && errno != EINTR { return .failed }
    if let records {
      let size = min(Int(records.pointee.size), Int(CBPF_RECORDS_ROOM))
      records.pointee.size = 0
      let written = UnsafeBufferPointer(start: cbpf_records_bytes(records), count: size)
      if !body(Span(_unsafeElements: written)) { return .failed }
    } else if count > 0 && !body(buffer.span.extracting(first: count)) {
      return .failed
    }
    return count == 0 ? .ended : .more
  }
}
