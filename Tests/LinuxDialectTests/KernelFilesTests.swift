import CBPF
import Glibc
import Misc
import Store
import Testing

@testable import LinuxDialect

/// What is read of the records that BPF programs write, by made-up ones and by those of the running kernel.
@Suite(.serialized)
struct KernelFilesTests {
  /// Why the running kernel can't be asked; nil where it can.
  static let obstacle = KernelFiles.obstacle(Procfs())

  // MARK: - Records

  @Test func regularFile() throws {
    var record = FileRecord(pid: 7, number: 3, path: "/etc/passwd")
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
    #expect(file.access == .read && file.position == 9 && !file.mayBeLocked && !file.mayNeedProcfs)
    #expect(link(of: record) == "/etc/passwd")
  }

  @Test func access() throws {
    var record = FileRecord(pid: 7, number: 3, path: "/")
    for (mode, access) in [(0, Access.readWrite), (1, .read), (2, .write), (3, .readWrite)] {
      record.file.access = UInt32(mode)
      #expect(try #require(parse(record.bytes)).access == access)
    }
  }

  @Test func whatProcfsIsAskedFor() throws {
    var record = FileRecord(pid: 7, number: 3, path: "")
    record.file.marks = UInt32(CBPF_LACKS_PATH | CBPF_MAY_BE_LOCKED)
    record.file.position = -1
    let file = try #require(parse(record.bytes))
    #expect(file.status == nil && file.position == nil && file.mayBeLocked && file.mayNeedProcfs)
    #expect(link(of: record) == nil)
  }

  @Test func withoutPath() throws {
    var record = FileRecord(pid: 7, number: 3, path: "")
    record.file.inode = 4711
    record.file.marks = UInt32(CBPF_IS_SOCKET)
    #expect(link(of: record) == "socket:[4711]")
    #expect(try #require(parse(record.bytes)).socket == 4711)
    record.file.marks = UInt32(CBPF_IS_PIPE)
    #expect(link(of: record) == "pipe:[4711]")
    #expect(try #require(parse(record.bytes)).socket == nil)
  }

  @Test func cutRecords() {
    let bytes = FileRecord(pid: 7, number: 3, path: "/etc/passwd").bytes
    for count in 0..<bytes.count {
      #expect(parse(Bytes(bytes.prefix(count))) == nil, "\(count) bytes")
    }
    #expect(parse(bytes, at: bytes.count) == nil)
    #expect(parse(bytes, at: -1) == nil)
  }

  @Test func senselessRecords() {
    let whole = FileRecord(pid: 7, number: 3, path: "/etc/passwd")
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

  func parse(_ bytes: Bytes, at start: Int = 0) -> KernelFile? { KernelFile(bytes.span, at: start) }

  private func link(of record: FileRecord) -> String? {
    var reader = LinkReader()
    let bytes = record.bytes
    guard let file = KernelFile(bytes.span, at: 0), reader.take(file.link, in: bytes.span) else { return nil }
    return String(decoding: Bytes(reader.contents), as: UTF8.self)
  }

  // MARK: - Tables

  @Test func processesInOrder() throws {
    let files = try tables([(2, 0), (2, 1), (5, 0), (9, 4)])
    #expect(numbers(files.files(of: 2, nil)) == [0, 1])
    // It isn't told of: procfs is to be asked.
    #expect(files.files(of: 4, nil) == nil)
    #expect(numbers(files.files(of: 9, nil)) == [4])
    // What has been passed is kept for whoever asks late.
    #expect(numbers(files.files(of: 5, nil)) == [0])
    #expect(files.files(of: 5, nil) == nil)
    #expect(files.files(of: 10, nil) == nil)
  }

  @Test func filtered() throws {
    let files = try tables([(2, 0), (9, 4)], isFiltered: true)
    #expect(numbers(files.files(of: 1, nil)) == [])
    #expect(numbers(files.files(of: 2, nil)) == [0])
    #expect(numbers(files.files(of: 9, nil)) == [4])
    #expect(numbers(files.files(of: 10, nil)) == [])
  }

  /// A reader that is stopped half way: what it was in the middle of, and all that comes after, is left to procfs.
  @Test(arguments: [false, true]) func cut(_ isFiltered: Bool) throws {
    let cut = FileRecord(pid: 6, number: 1, path: "/etc/passwd").bytes.dropLast(8)
    let files = try tables([(2, 0), (6, 0)], then: Bytes(cut), isFiltered: isFiltered)
    #expect(numbers(files.files(of: 2, nil)) == [0])
    #expect(numbers(files.files(of: 3, nil)) == (isFiltered ? [] : nil))
    #expect(files.files(of: 6, nil) == nil)
    #expect(files.files(of: 7, nil) == nil)
  }

  @Test func backwards() throws {
    let files = try tables([(2, 0), (6, 0), (5, 0), (7, 0)])
    #expect(numbers(files.files(of: 2, nil)) == [0])
    #expect(
      files.files(of: 6, nil) == nil && files.files(of: 5, nil) == nil && files.files(of: 7, nil) == nil)
  }

  @Test func refused() {
    let files = KernelFiles(FileDescriptor(owning: -1), isFiltered: true)
    #expect(files.files(of: 1, nil) == nil)
  }

  /// Has the tables read these descriptors, and then some bytes more.
  private func tables(
    _ descriptors: [(pid: Int32, number: Int32)], then rest: Bytes = [], isFiltered: Bool = false
  ) throws -> KernelFiles {
    let bytes = descriptors.flatMap { FileRecord(pid: $0.pid, number: $0.number, path: "/x").bytes } + rest
    return KernelFiles(try FileDescriptor(pipeWith: bytes), isFiltered: isFiltered)
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

  // MARK: - Mappings

  @Test func mapping() throws {
    var record = MappingRecord(pid: 7, path: "/lib/with\nnewline (deleted)")
    record.mapping.marks = UInt32(CBPF_IS_SHARED_FOR_WRITING)
    record.mapping.device = 254 << 20 | 3
    record.mapping.inode = 4711
    record.mapping.start = 0x7000
    record.mapping.end = 0x9000
    let bytes = record.bytes
    let mapping = try #require(parseMapping(bytes))
    #expect(mapping.pid == 7 && mapping.end == bytes.count && !mapping.mayNeedProcfs)
    // As maps have it.
    let name = mapping.name(in: bytes.span)
    #expect(name == Bytes("/lib/with\\012newline (deleted)"))
    guard let map = MemoryMap(mapping, name: name.span) else {
      Issue.record("it maps no file")
      return
    }
    #expect(map.isDeleted && map.isSharedForWriting && map.addresses == 0x7000..<0x9000)
    #expect(Bytes(map.path) == Bytes("/lib/with\\012newline"))
    #expect(map.file == FileIdentity(device: DeviceNumber(major: 254, minor: 3), inode: 4711))
  }

  @Test func cutMappings() {
    let bytes = MappingRecord(pid: 7, path: "/lib/x").bytes
    for count in 0..<bytes.count {
      #expect(parseMapping(Bytes(bytes.prefix(count))) == nil, "\(count) bytes")
    }
    #expect(parseMapping(bytes, at: -1) == nil)
  }

  @Test func senselessMappings() {
    func refuses(_ spoil: (inout cbpf_mapping) -> Void) -> Bool {
      var record = MappingRecord(pid: 7, path: "/lib/x")
      spoil(&record.mapping)
      let bytes = record.bytes
      return parseMapping(bytes) == nil
    }
    let lengths = refuses { mapping in mapping.length = 0 } && refuses { mapping in mapping.length = .max }
    let paths = refuses { mapping in mapping.path_length = .max } && refuses { mapping in mapping.pid = 0 }
    #expect(lengths && paths)
    // Addresses that make no sense are none.
    var record = MappingRecord(pid: 7, path: "/lib/x")
    record.mapping.start = 9
    let bytes = record.bytes
    #expect(parseMapping(bytes)?.addresses.isEmpty == true)
  }

  private func parseMapping(_ bytes: Bytes, at start: Int = 0) -> KernelMapping? {
    KernelMapping(bytes.span, at: start)
  }

  /// Where a process maps what the table of procfs tells otherwise, all that it maps is left to procfs.
  @Test func mappingsOfProcfs() throws {
    var odd = MappingRecord(pid: 5, path: "")
    odd.mapping.marks = UInt32(CBPF_NEEDS_MAPS)
    let bytes =
      MappingRecord(pid: 2, path: "/x").bytes + MappingRecord(pid: 5, path: "/x").bytes + odd.bytes
    let files = KernelFiles(mappings: try FileDescriptor(pipeWith: bytes), isFiltered: false)
    #expect(files.mappings(of: 2, nil)?.count == 1)
    #expect(files.mappings(of: 5, nil) == nil)
    #expect(files.files(of: 2, nil) == nil && !files.isFiltered)
  }

  // MARK: - The running kernel

  @Test(.enabled(if: obstacle == nil, "the kernel's tables can't be read here: not root, or not built"))
  func ownDescriptors() throws {
    let file = open("/etc/passwd", O_RDONLY | O_CLOEXEC)
    defer { close(file) }
    lseek(file, 5, SEEK_SET)
    let tables = try KernelFiles(WantedFiles())
    let files = try #require(tables.files(of: getpid(), nil))
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

  /// What this process maps has the same rows by BPF as by procfs: libraries, and files that were removed, have odd
  /// names or have several.
  @Test(.enabled(if: obstacle == nil, "the kernel's tables can't be read here: not root, or not built"))
  func ownMappings() throws {
    let place = try MappedPlace()
    func listing(by method: ScanMethod) throws -> [String] {
      try rows { request in
        request.scanMethod = method
        request.selection.isEverything = false
        request.selection.requiresAll = true
        request.selection.selectors = [.pid, .descriptor]
        request.selection.pids = [IDPattern(id: getpid(), isExcluded: false)]
        request.selection.descriptors.kinds = [.memory, .deletedMemory, .programText]
      }
    }
    let expected = try listing(by: .procfs)
    for name in place.names { #expect(expected.contains { $0.contains(name) }, "\(name) in \(expected)") }
    #expect(try listing(by: .bpf) == expected)
  }

  /// A name finds the same by BPF as by procfs, whether a descriptor, a mapping or a directory has it, and nothing
  /// where nobody has it.
  @Test(.enabled(if: obstacle == nil, "the kernel's tables can't be read here: not root, or not built"))
  func ownNames() throws {
    let place = try MappedPlace()
    func listing(_ path: String, isFileSystem: Bool = false, by method: ScanMethod) throws -> [String] {
      let path = Bytes(path.utf8)
      let status = try Path(path).withPointer { FileStatus.of($0) }.get()
      return try rows { request in
        request.scanMethod = method
        request.selection.isEverything = false
        request.selection.selectors = .name
        request.selection.files = [
          FileTarget(argument: path, path: path, identity: status.identity, isFileSystem: isFileSystem)
        ]
      }
    }
    for path in [place.open, place.mapped, place.link, place.directory] {
      let expected = try listing(path, by: .procfs)
      #expect(expected.isEmpty == (path == place.directory), "\(path)")
      #expect(try listing(path, by: .bpf) == expected, "\(path)")
    }
    // Others may come and go there.
    for method in [ScanMethod.procfs, .bpf] {
      let found = try listing(place.open, isFileSystem: true, by: method)
      #expect(found.contains { $0.contains(place.open) } && found.contains { $0.contains(place.mapped) })
    }
  }

  /// The rows of this process, or of some of its descriptors.
  func rows(
    of descriptors: [Int32]? = nil, _ change: (inout Request) -> Void
  ) throws -> [String] {
    var request = Request(programName: Bytes("lsof"), warns: true)
    change(&request)
    var rows: [String] = []
    let fields: RequiredFields = [.name, .status, .access, .offset]
    _ = try LinuxDialect(escaper: Escaper()).scan(request, for: fields) { batch in
      for process in batch.processes where process.pid == getpid() {
        for file in batch.files[process.files] where descriptors?.contains(file.number) ?? true {
          let name = String(decoding: Bytes(batch.names[file.name]), as: UTF8.self)
          let note = String(decoding: Bytes(batch.names[file.addition]), as: UTF8.self)
          var row = "\(file.descriptor) \(file.type) \(file.size) \(file.identity) \(name)\(note)"
          if file.type.isSocket {
            for text in [file.deviceText, file.protocolName] {
              row += " " + String(decoding: Bytes(batch.names[text]), as: UTF8.self)
            }
            if file.socket >= 0 { row += " \(batch.sockets[Int(file.socket)])" }
          }
          rows.append(row)
        }
      }
    }
    return rows
  }
}

/// Files of a directory, some of them open or mapped here.
private final class MappedPlace {
  let directory: String
  let names = ["plain", "removed", "new\nline", "odd (deleted)"]
  private var mappings: [UnsafeMutableRawPointer] = []
  private var descriptor: Int32 = -1

  var open: String { directory + "/open" }
  var mapped: String { directory + "/plain" }
  /// Another name of ``mapped``.
  var link: String { directory + "/link" }

  init() throws {
    var template = Array("/tmp/lsof-mapped-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for name in names {
      let file = Glibc.open(directory + "/" + name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      try map(file)
    }
    unlink(directory + "/removed")
    try #require(Glibc.link(mapped, link) == 0)
    descriptor = Glibc.open(open, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    try #require(descriptor >= 0)
  }

  /// Maps two pages, as two mappings.
  private func map(_ file: Int32) throws {
    let page = sysconf(Int32(_SC_PAGESIZE))
    try #require(ftruncate(file, 2 * page) == 0)
    let mapping = try #require(mmap(nil, 2 * page, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0))
    try #require(mapping != MAP_FAILED && mprotect(mapping, page, PROT_READ) == 0)
    mappings.append(mapping)
    close(file)
  }

  deinit {
    for mapping in mappings { munmap(mapping, 2 * sysconf(Int32(_SC_PAGESIZE))) }
    close(descriptor)
    for name in names + ["link", "open"] { unlink(directory + "/" + name) }
    rmdir(directory)
  }
}

/// A record to be made into bytes.
private struct MappingRecord {
  var mapping = cbpf_mapping()
  let path: Bytes

  init(pid: Int32, path: String) {
    self.path = Bytes(path.utf8)
    let size = MemoryLayout<cbpf_mapping>.size + self.path.count
    mapping.length = UInt32((size + 7) / 8 * 8)
    mapping.path_length = UInt32(self.path.count)
    mapping.pid = pid
  }

  var bytes: Bytes {
    let head = withUnsafeBytes(of: mapping) { Bytes($0) }
    let padding = (8 - (head.count + path.count) % 8) % 8
    return head + path + Bytes(repeating: 0, count: padding)
  }
}

/// A record to be made into bytes.
struct FileRecord {
  var file = cbpf_open_file()
  /// A path, or what is told of a socket.
  private let rest: Bytes

  init(pid: Int32, number: Int32, path: String) {
    self.init(pid: pid, number: number, rest: Bytes(path.utf8))
    file.path_length = UInt32(rest.count)
  }

  /// A socket with the inode 9.
  init(socket: cbpf_socket, name: Bytes, keepsLength: Bool = false) {
    var socket = socket
    if !keepsLength { socket.name_length = UInt32(name.count) }
    let padding = Bytes(repeating: 0, count: (8 - name.count % 8) % 8)
    let isUnix = socket.family == UInt16(AF_UNIX)
    let address = isUnix ? Bytes("00000000deadbeef") : []
    self.init(pid: 7, number: 3, rest: withUnsafeBytes(of: socket) { Bytes($0) } + name + padding + address)
    file.marks = UInt32(CBPF_IS_SOCKET | CBPF_TELLS_SOCKET)
    file.inode = 9
  }

  private init(pid: Int32, number: Int32, rest: Bytes) {
    self.rest = rest
    file.length = UInt32((MemoryLayout<cbpf_open_file>.size + rest.count + 7) / 8 * 8)
    file.pid = pid
    file.descriptor = number
  }

  var bytes: Bytes {
    let head = withUnsafeBytes(of: file) { Bytes($0) }
    let padding = (8 - (head.count + rest.count) % 8) % 8
    return head + rest + Bytes(repeating: 0, count: padding)
  }
}
