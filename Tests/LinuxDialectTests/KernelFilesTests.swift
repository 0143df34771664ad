import CBPF
import Glibc
import Misc
import Store
import Testing

@testable import LinuxDialect

/// What is read of the records that BPF programs write, by made-up ones and by those of the running kernel.
struct KernelFilesTests {
  /// Why the running kernel can't be asked; nil where it can.
  private static let obstacle = KernelFiles.obstacle(Procfs())

  // MARK: - Records

  @Test func regularFile() throws {
    var record = Record(pid: 7, number: 3, path: "/etc/passwd")
    record.file.marks = UInt32(CBPF_HAS_STATUS)
    record.file.mode = 0o100644
    record.file.link_count = 2
    record.file.device = 254 << 20 | 3
    record.file.raw_device = 1 << 20 | 0xfffff
    record.file.inode = 1 << 40
    record.file.size = 1 << 50
    record.file.position = 9
    record.file.access = 1
    let bytes = record.bytes
    let file = try #require(parse(bytes))
    #expect(file.pid == 7 && file.number == 3 && file.end == bytes.count)
    let status = try #require(file.status)
    #expect(status.device == DeviceNumber(major: 254, minor: 3))
    #expect(status.rawDevice == DeviceNumber(major: 1, minor: 0xfffff))
    #expect(status.inode == 1 << 40 && status.size == 1 << 50 && status.linkCount == 2 && status.isRegular)
    #expect(file.access == .read && file.position == 9 && !file.mayBeLocked && !file.mayNeedFdInfo)
    #expect(link(of: record) == "/etc/passwd")
  }

  @Test func access() throws {
    var record = Record(pid: 7, number: 3, path: "/")
    for (mode, access) in [(0, Access.readWrite), (1, .read), (2, .write), (3, .readWrite)] {
      record.file.access = UInt32(mode)
      #expect(try #require(parse(record.bytes)).access == access)
    }
  }

  @Test func whatProcfsIsAskedFor() throws {
    var record = Record(pid: 7, number: 3, path: "")
    record.file.marks = UInt32(CBPF_LACKS_PATH | CBPF_MAY_BE_LOCKED)
    record.file.position = -1
    let file = try #require(parse(record.bytes))
    #expect(file.status == nil && file.position == nil && file.mayBeLocked && file.mayNeedFdInfo)
    #expect(link(of: record) == nil)
  }

  @Test func withoutPath() throws {
    var record = Record(pid: 7, number: 3, path: "")
    record.file.inode = 4711
    record.file.marks = UInt32(CBPF_IS_SOCKET)
    #expect(link(of: record) == "socket:[4711]")
    #expect(try #require(parse(record.bytes)).socket == 4711)
    record.file.marks = UInt32(CBPF_IS_PIPE)
    #expect(link(of: record) == "pipe:[4711]")
    #expect(try #require(parse(record.bytes)).socket == nil)
  }

  @Test func cutRecords() {
    let bytes = Record(pid: 7, number: 3, path: "/etc/passwd").bytes
    for count in 0..<bytes.count {
      #expect(parse(Bytes(bytes.prefix(count))) == nil, "\(count) bytes")
    }
    #expect(parse(bytes, at: bytes.count) == nil)
    #expect(parse(bytes, at: -1) == nil)
  }

  @Test func senselessRecords() {
    let whole = Record(pid: 7, number: 3, path: "/etc/passwd")
    func refuses(_ spoil: (inout cbpf_open_file) -> Void) -> Bool {
      var record = whole
      spoil(&record.file)
      return parse(record.bytes) == nil
    }
    #expect(parse(whole.bytes) != nil)
    let lengths = refuses { file in file.length = 0 } && refuses { file in file.length = .max }
    let paths = refuses { file in file.path_length = 17 } && refuses { file in file.path_length = .max }
    let numbers = refuses { file in file.pid = 0 } && refuses { file in file.descriptor = -1 }
    #expect(lengths && paths && numbers)
  }

  private func parse(_ bytes: Bytes, at start: Int = 0) -> KernelFile? { KernelFile(bytes.span, at: start) }

  private func link(of record: Record) -> String? {
    var reader = LinkReader()
    let bytes = record.bytes
    guard let file = KernelFile(bytes.span, at: 0), reader.take(file.link, in: bytes.span) else { return nil }
    return String(decoding: Bytes(reader.contents), as: UTF8.self)
  }

  // MARK: - Tables

  @Test func processesInOrder() throws {
    let files = try tables([(2, 0), (2, 1), (5, 0), (9, 4)])
    #expect(numbers(files.files(of: 2)) == [0, 1])
    // It isn't told of: procfs is to be asked.
    #expect(files.files(of: 4) == nil)
    #expect(numbers(files.files(of: 9)) == [4])
    // What has been passed is kept for whoever asks late.
    #expect(numbers(files.files(of: 5)) == [0])
    #expect(files.files(of: 5) == nil)
    #expect(files.files(of: 10) == nil)
  }

  @Test func filtered() throws {
    let files = try tables([(2, 0), (9, 4)], isFiltered: true)
    #expect(numbers(files.files(of: 1)) == [])
    #expect(numbers(files.files(of: 2)) == [0])
    #expect(numbers(files.files(of: 9)) == [4])
    #expect(numbers(files.files(of: 10)) == [])
  }

  /// A reader that is stopped half way: what it was in the middle of, and all that comes after, is left to procfs.
  @Test(arguments: [false, true]) func cut(_ isFiltered: Bool) throws {
    let cut = Record(pid: 6, number: 1, path: "/etc/passwd").bytes.dropLast(8)
    let files = try tables([(2, 0), (6, 0)], then: Bytes(cut), isFiltered: isFiltered)
    #expect(numbers(files.files(of: 2)) == [0])
    #expect(numbers(files.files(of: 3)) == (isFiltered ? [] : nil))
    #expect(files.files(of: 6) == nil)
    #expect(files.files(of: 7) == nil)
  }

  @Test func backwards() throws {
    let files = try tables([(2, 0), (6, 0), (5, 0), (7, 0)])
    #expect(numbers(files.files(of: 2)) == [0])
    #expect(files.files(of: 6) == nil && files.files(of: 5) == nil && files.files(of: 7) == nil)
  }

  @Test func refused() {
    let files = KernelFiles(FileDescriptor(owning: -1), isFiltered: true)
    #expect(files.files(of: 1) == nil)
  }

  /// Has the tables read these descriptors, and then some bytes more.
  private func tables(
    _ descriptors: [(pid: Int32, number: Int32)], then rest: Bytes = [], isFiltered: Bool = false
  ) throws -> KernelFiles {
    let bytes = descriptors.flatMap { Record(pid: $0.pid, number: $0.number, path: "/x").bytes } + rest
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    try #require(write(ends[1], bytes, bytes.count) == bytes.count)
    close(ends[1])
    return KernelFiles(FileDescriptor(owning: ends[0]), isFiltered: isFiltered)
  }

  private func numbers(_ files: KernelFiles.ProcessFiles?) -> [Int32]? {
    guard let files else { return nil }
    var numbers: [Int32] = []
    var place = 0
    while let file = KernelFile(files.bytes.span, at: place) {
      numbers.append(file.number)
      place = file.end
    }
    #expect(numbers.count == files.count)
    return numbers
  }

  // MARK: - The running kernel

  @Test(.enabled(if: obstacle == nil, "the kernel's tables can't be read here: not root, or not built"))
  func ownDescriptors() throws {
    let file = open("/etc/passwd", O_RDONLY | O_CLOEXEC)
    defer { close(file) }
    lseek(file, 5, SEEK_SET)
    let tables = try KernelFiles(WantedFiles())
    let files = try #require(tables.files(of: getpid()))
    var place = 0
    while let known = KernelFile(files.bytes.span, at: place) {
      place = known.end
      if known.number != file { continue }
      var status = stat()
      #expect(fstat(file, &status) == 0)
      let told = FileStatus(status)
      #expect(known.position == 5 && known.access == .read)
      var reader = LinkReader()
      _ = reader.take(known.link, in: files.bytes.span)
      let path = Bytes(reader.contents)
      #expect(path == Bytes("/etc/passwd"))
      // Nil on a file system that is to be asked.
      #expect(known.status == nil || known.status?.identity == told.identity)
      #expect(known.status == nil || known.status?.size == told.size)
      return
    }
    Issue.record("the descriptor is not in the tables")
  }
}

/// A record to be made into bytes.
private struct Record {
  var file = cbpf_open_file()
  let path: Bytes

  init(pid: Int32, number: Int32, path: String) {
    self.path = Bytes(path.utf8)
    let size = MemoryLayout<cbpf_open_file>.size + self.path.count
    file.length = UInt32((size + 7) / 8 * 8)
    file.path_length = UInt32(self.path.count)
    file.pid = pid
    file.descriptor = number
  }

  var bytes: Bytes {
    let head = withUnsafeBytes(of: file) { Bytes($0) }
    let padding = (8 - (head.count + path.count) % 8) % 8
    return head + path + Bytes(repeating: 0, count: padding)
  }
}
