import Glibc
import Misc
import Store

/// Reads symbolic links of procfs into memory that is used again.
struct LinkReader: ~Copyable {
  /// What a link of procfs points to.
  enum Target {
    /// A path in the file system.
    case path
    /// `socket:[inode]`
    case socket(UInt64)
    /// `pipe:[inode]`
    case pipe(UInt64)
    /// `kind:rest`, a file without a path.
    case special
  }

  /// A page is the longest that the kernel gives.
  private static let capacity = 4096

  private let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: capacity)
  private var count = 0

  init() {}

  deinit { buffer.deallocate() }

  /// Reads a link; the kernel has no empty ones.
  mutating func read(
    _ name: UnsafePointer<CChar>, in directory: borrowing FileDescriptor
  ) throws(SystemError) {
    let read = buffer.withMemoryRebound(to: CChar.self) {
      readlinkat(directory.number, name, $0.baseAddress!, $0.count)
    }
    count = max(0, read)
    if read < 0 { throw .current }
    if read == 0 { throw .noEntry }
  }

  /// What a link says, once.
  static func read(_ path: Bytes) -> Result<Bytes, SystemError> {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
      let count = Path(path).withPointer { readlink($0, buffer.baseAddress!, buffer.count) }
      if count < 0 { return .failure(.current) }
      return .success(Bytes(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count])))
    }
  }

  /// Takes what a link says without reading it; false where it must be read all the same. `bytes` are those that the
  /// record of the descriptor is in.
  mutating func take(_ link: KernelFile.Link?, in bytes: Span<UInt8>) -> Bool {
    switch link {
    case .socket(let inode): set(Self.socketPrefix, inode)
    case .pipe(let inode): set(Self.pipePrefix, inode)
    case .path(let path) where path.count <= Self.capacity:
      bytes.extracting(path).withUnsafeBufferPointer { count = buffer.update(fromContentsOf: $0) }
    case .path, nil: return false
    }
    return true
  }

  /// Takes what a link says that has been read before.
  mutating func take(_ contents: Bytes) {
    contents.withUnsafeBufferPointer { count = buffer.update(fromContentsOf: $0) }
  }

  // Written in place: it is done for each socket and pipe.
  private mutating func set(_ prefix: Bytes, _ inode: UInt64) {
    let start = prefix.withUnsafeBufferPointer { buffer.update(fromContentsOf: $0) }
    let end = start + inode.decimalDigits
    ByteBuffer.write(decimal: inode, before: buffer.baseAddress! + end)
    buffer[end] = UInt8(ascii: "]")
    count = end + 1
  }

  /// The whole of the link.
  var contents: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let span = Span(_unsafeElements: UnsafeBufferPointer(rebasing: buffer[..<count]))
      return _overrideLifetime(span, borrowing: self)
    }
  }

  /// What lsof shows of the link: a path as it is, or the kind of a file without one; nothing where the path was too
  /// long to be read.
  var shown: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let all = contents
      return all.extracting(0..<(count > 0 && buffer[0] == UInt8(ascii: "/") ? count : kindLength))
    }
  }

  /// What follows the colon after the kind.
  var rest: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let all = contents
      return all.extracting(min(kindLength + 1, count)..<count)
    }
  }

  private var kindLength: Int {
    var end = 0
    while end < count && buffer[end] != UInt8(ascii: ":") { end += 1 }
    return end
  }

  var target: Target {
    if count == 0 { return .path }
    if buffer[0] == UInt8(ascii: "/") { return .path }
    if contents.starts(with: Self.socketPrefix) { return .socket(inode(after: Self.socketPrefix)) }
    if contents.starts(with: Self.pipePrefix) { return .pipe(inode(after: Self.pipePrefix)) }
    return .special
  }

  private func inode(after prefix: Bytes) -> UInt64 {
    var number = TextCursor(contents, at: prefix.count)
    return number.decimal() ?? 0
  }

  private static let socketPrefix = Bytes("socket:[")
  private static let pipePrefix = Bytes("pipe:[")
}
