import Glibc
import Misc
import Store

@testable import Arg

/// A dialect with mounts and nothing else.
struct FakeDialect: Dialect {
  var list: [Mount]?
  var hasContexts: Bool
  var makeProbe: @Sendable (BlockingPolicy) -> any PathProbe
  let longestCommand = 15

  func mounts() throws(ScanError) -> [Mount] {
    guard let list else { throw ScanError(message: bytes("no mounts")) }
    return list
  }
  func probe(_ policy: BlockingPolicy, mounts: [Mount]) -> any PathProbe { makeProbe(policy) }
  func privilegesWillChange() {}
  func fileSystems(
    _ questions: [FileSystemQuestion], _ policy: BlockingPolicy
  ) -> [DeviceNumber: FileSystemFacts] { [:] }
  func survey(_ processes: [(pid: Int32, uid: UInt32)], countsWatches: Bool) -> DescriptorSurvey {
    DescriptorSurvey()
  }
  func use(
    ofMounts targets: [FileTarget], by processes: [Int32], _ policy: BlockingPolicy
  ) -> MountUse { MountUse() }
  func systemLimits() -> SystemLimits { SystemLimits() }
  func countWithFiles(_ pids: [Int32]) -> Int { pids.count }
  func scanMethods(_ wanted: ScanMethod) -> Bytes { [] }

  func scan(
    _ request: Request, for requiredFields: RequiredFields, deliver: (consuming Batch) -> Void
  ) throws(ScanError) -> ScanResult {
    ScanResult(searchMatches: SearchMatches(request.selection), peers: SocketPeers())
  }
}

/// A file system in memory: paths as they are written, and links.
struct FakeProbe: PathProbe {
  var files: [Bytes: FileStatus] = [:]
  var links: [Bytes: Bytes] = [:]
  var avoidsBlocking = false

  func status(of path: Bytes, followsLinks: Bool) -> Result<FileStatus, SystemError> {
    if avoidsBlocking { return .failure(.wouldBlock) }
    return files[path].map { .success($0) } ?? .failure(.noEntry)
  }

  func link(at path: Bytes) -> Result<Bytes, SystemError> {
    links[path].map { .success($0) } ?? .failure(SystemError(code: EINVAL))
  }

  func forEachEntry(
    of directory: Bytes, _ body: (DirectoryEntries.Entry) -> Void, until isDone: () -> Bool
  ) -> SystemError? { .noEntry }
}

/// The machine's own files.
struct RealProbe: PathProbe {
  func status(of path: Bytes, followsLinks: Bool) -> Result<FileStatus, SystemError> {
    Path(path).withPointer { FileStatus.of($0, followsLinks: followsLinks) }
  }

  func link(at path: Bytes) -> Result<Bytes, SystemError> {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = Path(path).withPointer { readlink($0, &buffer, buffer.count) }
    return count < 0 ? .failure(.current) : .success(buffer[..<count].map { UInt8(bitPattern: $0) })
  }
}

func status(device: UInt64, inode: UInt64, mode: Int32, rawDevice: UInt64 = 0) -> FileStatus {
  var status = stat()
  status.st_dev = UInt(device)
  status.st_ino = UInt(inode)
  status.st_mode = UInt32(mode)
  status.st_rdev = UInt(rawDevice)
  return FileStatus(status)
}

func bytes(_ text: String) -> Bytes { Bytes(text.utf8) }

/// A run of the parser on a small made-up system.
struct Run {
  var outcome: CommandLineParser.Outcome
  /// What was written to stderr.
  var messages: String

  static let mounts = [
    Mount(
      id: 1, directory: bytes("/"), source: bytes("/dev/root"), fileSystem: bytes("ext4"),
      device: DeviceNumber(rawValue: 0x801), traits: .listsInodes),
    Mount(
      id: 2, directory: bytes("/proc"), source: bytes("proc"), fileSystem: bytes("proc"),
      device: DeviceNumber(rawValue: 5)),
    Mount(
      id: 3, directory: bytes("/home"), source: bytes("/dev/mapper/home"), fileSystem: bytes("btrfs"),
      device: DeviceNumber(rawValue: 0x900)),
    Mount(
      id: 4, directory: bytes("/net"), source: bytes("host:/srv"), fileSystem: bytes("nfs4"),
      device: DeviceNumber(rawValue: 0x30), traits: [.nfs, .mayBlock]),
    Mount(
      id: 5, directory: bytes("/auto"), source: bytes("auto"), fileSystem: bytes("autofs"),
      device: DeviceNumber(rawValue: 0x31), traits: [.automountPoint, .mayBlock]),
  ]

  static let probe = FakeProbe(
    files: [
      bytes("/"): status(device: 0x801, inode: 2, mode: Int32(S_IFDIR)),
      bytes("/home"): status(device: 0x2f, inode: 256, mode: Int32(S_IFDIR)),
      bytes("/etc/passwd"): status(device: 0x801, inode: 77, mode: Int32(S_IFREG)),
      bytes("passwd"): status(device: 0x801, inode: 77, mode: Int32(S_IFREG)),
      bytes("/dev/dm-0"): status(device: 6, inode: 8, mode: Int32(S_IFBLK), rawDevice: 0xfd00),
      bytes("/dev/sda1"): status(device: 6, inode: 9, mode: Int32(S_IFBLK), rawDevice: 0x801),
      bytes("/dev/sdb"): status(device: 6, inode: 10, mode: Int32(S_IFBLK), rawDevice: 0x810),
      bytes("/proc/1/fd/3"): status(device: 13, inode: 4711, mode: Int32(S_IFIFO)),
      bytes("/auto"): status(device: 0x31, inode: 1, mode: Int32(S_IFDIR)),
    ],
    links: [
      bytes("/link"): bytes("etc"),
      bytes("/abs"): bytes("/etc"),
      bytes("/a"): bytes("/b"),
      bytes("/b"): bytes("/a"),
      bytes("/dev/mapper/home"): bytes("/dev/dm-0"),
      bytes("/proc/1/fd/3"): bytes("pipe:[4711]"),
    ])

  init(
    _ arguments: [Bytes], mounts: [Mount]? = mounts, contexts: Bool = false, scanMethod: String? = nil,
    makeProbe: @escaping @Sendable (BlockingPolicy) -> any PathProbe = { policy in
      var probe = Self.probe
      probe.avoidsBlocking = policy.avoidsBlocking
      return probe
    }
  ) {
    let file = tmpfile()
    defer { _ = file.map(fclose) }
    let messageFile = file.map(fileno) ?? STDERR_FILENO
    let parser = CommandLineParser(
      arguments: [bytes("/usr/bin/lsof")] + arguments,
      dialect: FakeDialect(list: mounts, hasContexts: contexts, makeProbe: makeProbe), realUserID: 1000,
      scanMethod: scanMethod.map { bytes($0) }, escaper: Escaper(), messages: messageFile)
    outcome = parser.parse()
    let size = max(0, Int(lseek(messageFile, 0, SEEK_END)))
    var written = Bytes(repeating: 0, count: size)
    let count = pread(messageFile, &written, size, 0)
    messages = String(decoding: written[..<max(0, count)], as: UTF8.self)
  }

  /// Runs a command line; words are separated by blanks, and `''` is an empty one.
  init(_ line: String, contexts: Bool = false, scanMethod: String? = nil) {
    let words = line.split(separator: " ").map { $0 == "''" ? [] : bytes(String($0)) }
    self.init(words, contexts: contexts, scanMethod: scanMethod)
  }

  var request: Request? {
    if case .list(let request) = outcome { return request }
    return nil
  }

  var helpRequest: HelpRequest? {
    if case .explain(let helpRequest) = outcome { return helpRequest }
    return nil
  }

  var isRefused: Bool { helpRequest?.isError ?? false }
  var isFailure: Bool {
    if case .fail = outcome { return true }
    return false
  }
}
