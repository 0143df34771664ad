import CTestSystem
import Glibc

/// A system call that failed: the kernel doesn't grant this kind of file here.
struct UsageError: Error {
  let call: String
  let number: Int32
}

/// The result of a system call, or ``UsageError`` if it is negative.
@discardableResult
func granted<Result: SignedInteger>(_ call: String, _ result: Result) throws -> Result {
  if result < 0 { throw UsageError(call: call, number: errno) }
  return result
}

/// A path of any bytes but NUL.
struct Path: ExpressibleByStringLiteral {
  let bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }
  init(_ text: String) { bytes = Array(text.utf8) }
  init(stringLiteral text: String) { self.init(text) }

  /// The bytes with the NUL that ends a C string.
  var terminated: [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }

  static func + (left: Path, right: Path) -> Path { Path(bytes: left.bytes + right.bytes) }
}

func openFile(_ path: Path, _ flags: Int32 = O_RDONLY, mode: mode_t = 0o644) throws -> Int32 {
  try granted("open", testsystem_open(path.terminated, flags, mode))
}

/// Makes a regular file of `size` bytes without data blocks and closes it.
func makeFile(_ path: Path, size: Int = 0) throws {
  let descriptor = try openFile(path, O_WRONLY | O_CREAT | O_TRUNC)
  defer { close(descriptor) }
  try granted("ftruncate", ftruncate(descriptor, size))
}

/// Opens a new file and moves its offset.
func openNewFile(_ path: Path, _ flags: Int32 = O_RDWR, size: Int = 0, offset: Int = 0) throws -> Int32 {
  try makeFile(path, size: size)
  let descriptor = try openFile(path, flags)
  if offset != 0 { try granted("lseek", lseek(descriptor, offset, SEEK_SET)) }
  return descriptor
}

func makeDirectory(_ path: Path, mode: mode_t = 0o755) throws {
  if mkdir(path.terminated, mode) != 0, errno != EEXIST {
    throw UsageError(call: "mkdir", number: errno)
  }
}

func makePipe(_ flags: Int32 = 0) throws -> (read: Int32, write: Int32) {
  var ends: [Int32] = [0, 0]
  try granted("pipe2", pipe2(&ends, flags))
  return (ends[0], ends[1])
}

func makeMap(
  _ descriptor: Int32, length: Int = 4096, protection: Int32 = PROT_READ, flags: Int32 = MAP_PRIVATE,
  offset: Int = 0
) throws {
  if mmap(nil, length, protection, flags, descriptor, offset) == MAP_FAILED {
    throw UsageError(call: "mmap", number: errno)
  }
}

func mountFileSystem(_ type: String, on path: Path, options: String? = nil) throws {
  try granted("mount", mount(type, path.terminated, type, 0, options))
}

/// The inode number of an open file, for `->INO` endpoints and for searches.
func inode(of descriptor: Int32) -> UInt64 {
  var status = stat()
  return fstat(descriptor, &status) == 0 ? UInt64(status.st_ino) : 0
}
