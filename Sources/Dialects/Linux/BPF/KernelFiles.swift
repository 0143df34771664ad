import Glibc
import Misc
import Store

/// The descriptors of all processes, as a BPF iterator takes them from the kernel's own tables: what procfs tells with
/// a readlink, a stat and an lstat for each comes in few reads for all of them.
///
/// The iterator (Sources/CBPF/Programs) passes from process to process in the order of their PIDs, as the workers of a
/// scan do. So it is read on by whichever worker needs a process that it hasn't come to yet, and little is kept. It
/// knows what is in the inode; file systems that tell stat(2) something else are asked as ever, by procfs
/// (``KernelFile/status``), and so are fdinfo, for what only that has, and all that isn't a descriptor. A process that
/// the iterator doesn't tell of, since it could not be read to its end or the process has begun later, is left to
/// procfs whole.
final class KernelFiles: Sendable {
  /// The records of a process.
  struct ProcessFiles: Sendable {
    fileprivate(set) var bytes: Bytes = []
    /// Some may have more to tell in fdinfo.
    fileprivate(set) var mayNeedFdInfo = false
    fileprivate(set) var count = 0
  }

  private struct State {
    /// What has been read and not asked for yet.
    var byPID: [Int32: ProcessFiles] = [:]
    /// The process whose records are being read; all below have been passed.
    var pid: Int32 = 0
    var files = ProcessFiles()
    var hasEnded = false
    var hasFailed = false
    var buffer = Bytes(repeating: 0, count: KernelFiles.bufferSize)
  }

  /// Bytes; no read gives more (kernel/bpf/bpf_iter.c, bpf_seq_read).
  private static let bufferSize = 32 * 1024

  private let iterator: FileDescriptor
  /// Only some descriptors are told of.
  let isFiltered: Bool
  private let state = Locked(State())

  /// `iterator` gives the records.
  init(_ iterator: consuming FileDescriptor, isFiltered: Bool) {
    self.iterator = iterator
    self.isFiltered = isFiltered
  }

  /// Loads the iterator; the error says why that can't be.
  convenience init(_ wanted: WantedFiles) throws(SystemError) {
    self.init(try wanted.openIterator(), isFiltered: wanted.isFiltered)
  }

  /// The descriptors of a process that are wanted; nil where procfs must be asked. To be called once for each; the
  /// processes that several workers ask for should be near each other.
  func files(of pid: Int32) -> ProcessFiles? {
    state.withLock { state in
      while pid >= state.pid && !state.hasEnded { readOn(&state) }
      if let files = state.byPID.removeValue(forKey: pid) { return files }
      // Where only some are told of, most processes have none of them.
      let isPassed = isFiltered && (pid < state.pid || !state.hasFailed)
      return isPassed ? ProcessFiles() : nil
    }
  }

  private func readOn(_ state: inout State) {
    var buffer = Bytes()
    swap(&buffer, &state.buffer)
    let count = buffer.withUnsafeMutableBytes { read(iterator.number, $0.baseAddress, $0.count) }
    // EAGAIN: it has visited a million files without one that is wanted.
    let goesOn =
      count < 0
      ? errno == EAGAIN || errno == EINTR : count > 0 && take(buffer.span.extracting(first: count), &state)
    if goesOn {
      swap(&buffer, &state.buffer)
      return
    }
    state.hasEnded = true
    state.hasFailed = count != 0
    if !state.hasFailed { Self.finish(&state) }
  }

  /// Takes the records of a read, which are whole; false where they make no sense.
  private func take(_ bytes: Span<UInt8>, _ state: inout State) -> Bool {
    var start = 0
    while start < bytes.count {
      guard let file = KernelFile(bytes, at: start), file.pid >= state.pid else { return false }
      if file.pid > state.pid {
        Self.finish(&state)
        state.pid = file.pid
      }
      bytes.extracting(start..<file.end).withUnsafeBufferPointer { state.files.bytes.append(contentsOf: $0) }
      state.files.count += 1
      if file.mayNeedFdInfo { state.files.mayNeedFdInfo = true }
      start = file.end
    }
    return true
  }

  private static func finish(_ state: inout State) {
    if state.files.count > 0 { state.byPID[state.pid] = state.files }
    state.files = ProcessFiles()
  }
}
