import Arg
import Glibc
import Misc
import Store

/// A command line, its arguments parted by NULs. Where it is refused, something is said.
func feedArguments(_ bytes: [UInt8]) {
  let words = bytes.split(separator: 0, omittingEmptySubsequences: false).map { Array($0) }
  // Names of hosts would be looked up.
  if words.contains(where: { $0.contains(0x40) && !$0.contains(0x5b) }) { return }
  let parser = CommandLineParser(
    arguments: [Bytes("lsof")] + words, dialect: NoFiles(), realUserID: 1000,
    escaper: Escaper(), messages: messages)
  lseek(messages, 0, SEEK_SET)
  let outcome = parser.parse()
  let length = lseek(messages, 0, SEEK_CUR)
  if case .explain(let helpRequest) = outcome, helpRequest.isError {
    require(length > 0, "a command line was refused in silence")
  }
  var said = [UInt8](repeating: 0, count: max(0, Int(length)))
  let count = pread(messages, &said, said.count, 0)
  for byte in said.prefix(max(0, count)) where byte != 0x0a {
    require(byte >= 0x20 && byte < 0x7f, "a message has a byte that the C locale can't print")
  }
}

private let messages = memfd_create("messages", 1)

/// A system with two mounts in which no path leads anywhere.
private struct NoFiles: PathProbe, Dialect {
  func status(of path: Bytes, followsLinks: Bool) -> Result<FileStatus, SystemError> { .failure(.noEntry) }

  func link(at path: Bytes) -> Result<Bytes, SystemError> {
    path == Bytes("/loop") ? .success(Bytes("loop")) : .failure(SystemError(code: EINVAL))
  }

  let longestCommand = 15
  let hasContexts = true
  func probe(_ policy: BlockingPolicy, mounts: [Mount]) -> any PathProbe { self }
  func privilegesWillChange() {}
  func countWithFiles(_ pids: [Int32]) -> Int { pids.count }
  func scanMethods(_ wanted: ScanMethod) -> Bytes { [] }
  func fileSystems(
    _ questions: [FileSystemQuestion], _ policy: BlockingPolicy
  ) -> [DeviceNumber: FileSystemFacts] { [:] }
  func survey(_ processes: [(pid: Int32, uid: UInt32)], countsWatches: Bool) -> DescriptorSurvey {
    DescriptorSurvey()
  }
  func systemLimits() -> SystemLimits { SystemLimits() }
  func use(
    ofMounts targets: [FileTarget], by processes: [Int32], _ policy: BlockingPolicy
  ) -> MountUse { MountUse() }

  func mounts() -> [Mount] {
    [Bytes("/"), Bytes("/proc")].map {
      Mount(
        id: $0.count, directory: $0, source: Bytes("/dev/root"), fileSystem: Bytes("ext4"),
        device: DeviceNumber(rawValue: UInt64($0.count)))
    }
  }

  func scan(
    _ request: Request, for requiredFields: RequiredFields, deliver: (consuming Batch) -> Void
  ) throws(ScanError) -> ScanResult {
    ScanResult(searchMatches: SearchMatches(request.selection), peers: SocketPeers())
  }
}
