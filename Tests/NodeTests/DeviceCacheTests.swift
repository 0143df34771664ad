import CTestSystem
import Glibc
import Misc
import Store
import TestSupport
import Testing

@testable import Node

/// A directory of its own and a made-up /dev for a device cache.
private final class Stage: Sendable {
  struct World {
    var table = sample
    /// Nodes that are no longer what the table says.
    var lost: Set<Bytes> = []
    var changed = DeviceCacheFile.Time(timespec(tv_sec: 1000, tv_nsec: 0))
    var walks = 0
  }

  let world = Locked(World())
  let directory: Bytes
  private let messageFile: Int32

  init() {
    directory = Bytes((temporaryDirectory("cache") ?? "").utf8)
    messageFile = memfd_create("messages", 0)
  }

  deinit {
    close(messageFile)
    for name in ["cache", "link", "system", "own"] { _ = Path(path(name)).withPointer { remove($0) } }
    // Fails, and leaves something to be seen, where another file was left behind.
    #expect(Path(directory).withPointer { rmdir($0) } == 0)
  }

  func path(_ name: String) -> Bytes { directory + bytes("/\(name)") }

  func cache(
    _ function: DeviceCacheRequest.Function = .update, named: String? = "cache", systemWide: String? = nil,
    owner: UInt32 = getuid()
  ) -> DeviceCache {
    var request = DeviceCacheRequest()
    request.function = function
    request.path = named.map { path($0) }
    let settings = DeviceCacheSettings(
      variable: nil, form: path("own"), formVariable: nil, systemWide: systemWide.map { path($0) })
    let source = DeviceCache.Source(
      gather: {
        self.world.withLock {
          $0.walks += 1
          return $0.table
        }
      },
      status: { path in self.world.withLock { Self.status(path, $0) } },
      directory: { self.world.withLock { (device, $0.changed) } },
      answers: { _ in true })
    return DeviceCache(
      request,
      paths: DeviceCachePaths(
        settings, named: request.path, user: DeviceCacheUser(id: owner, isBorrowingRoot: false)),
      realUserID: owner, source: source,
      diagnostics: Diagnostics(
        programName: bytes("lsof"), warns: true, escaper: Escaper(), descriptor: messageFile))
  }

  private static func status(_ path: Bytes, _ world: World) -> FileStatus? {
    if world.lost.contains(path) { return nil }
    let isBlock = world.table.blocks.contains { $0.path == path }
    guard let entry = (world.table.characters + world.table.blocks).first(where: { $0.path == path })
    else { return nil }
    var status = stat()
    status.st_dev = dev_t(device.rawValue)
    status.st_ino = ino_t(entry.inode)
    status.st_rdev = dev_t(entry.number.rawValue)
    status.st_mode = UInt32(isBlock ? Glibc.S_IFBLK : Glibc.S_IFCHR) | 0o600
    return FileStatus(status)
  }

  var walks: Int { world.withLock { $0.walks } }

  /// What was warned of since the last call.
  func messages() -> String {
    let size = max(0, Int(lseek(messageFile, 0, SEEK_END)))
    var written = Bytes(repeating: 0, count: size)
    _ = pread(messageFile, &written, size, 0)
    ftruncate(messageFile, 0)
    lseek(messageFile, 0, SEEK_SET)
    return String(decoding: written, as: UTF8.self)
  }

  func put(_ text: Bytes, as name: String = "cache", mode: mode_t = 0o600) {
    Path(path(name)).withPointer { pointer in
      let file = open(pointer, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      _ = text.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
      fchmod(file, mode)
      close(file)
    }
  }

  func status(_ name: String = "cache") -> FileStatus? {
    Path(path(name)).withPointer { try? FileStatus.of($0, followsLinks: false).get() }
  }

  /// Whether the file at `name` is a right one.
  func isRight(_ name: String = "cache") -> Bool {
    let file = DeviceCacheFile(path: path(name), isSystemWide: false, realUserID: getuid())
    guard let contents = try? file.read() else { return false }
    return (try? DeviceCacheText.table(in: contents.text, on: device)) == world.withLock { $0.table }
  }
}

private let null = SpecialDevice(number: DeviceNumber(rawValue: 0x103), isBlock: false)
private let nullIdentity = FileIdentity(device: device, inode: 5)
private let right = DeviceCacheText.text(of: sample, on: device)

@Suite struct DeviceCacheTests {
  @Test("a missing file is written once, for its owner alone, and then read")
  func missing() {
    let stage = Stage()
    // All threads share a mask, and other tests make files meanwhile: it is changed where this thread gets its own.
    let hasOwnMask = testsystem_unshare(CLONE_FS) == 0
    let mask = hasOwnMask ? umask(0o777) : 0
    let node = stage.cache().node(of: null, nullIdentity)
    if hasOwnMask { umask(mask) }
    #expect(node?.path == bytes("/dev/null") && node?.isSame == true && stage.walks == 1)
    #expect(stage.messages().contains("device cache written"))
    #expect(stage.status().map { $0.mode & 0o7777 } == 0o600 && stage.isRight())
    #expect(stage.cache().node(of: null, FileIdentity(device: device, inode: 77))?.isSame == false)
    #expect(stage.walks == 1 && stage.messages().isEmpty)
  }

  @Test("-Dr never writes, -Di does not even look, -Db always writes")
  func functions() {
    let stage = Stage()
    stage.cache(.read).prepare()
    #expect(stage.status() == nil && stage.walks == 1 && stage.messages().contains("No such file"))
    stage.put(bytes("nonsense"))
    stage.cache(.ignore).prepare()
    #expect(stage.walks == 2 && stage.messages().isEmpty)
    stage.cache(.read).prepare()
    #expect(!stage.isRight() && stage.walks == 3 && !stage.messages().isEmpty)
    stage.cache(.build).prepare()
    #expect(stage.isRight() && stage.walks == 4 && stage.messages().isEmpty)
    stage.cache(.read).prepare()
    #expect(stage.walks == 4 && stage.messages().isEmpty)
  }

  @Test(
    "a file that is wrong is written anew, with a warning",
    arguments: [
      (Bytes(), 0o600, "is empty"), (right.dropLast(), 0o600, "checksum"),
      (right + [0x0a], 0o600, "goes on"), (bytes("\0\u{1}\u{2}"), 0o600, "sections"),
      (right, 0o644, "mode"), (right, 0o4600, "mode"), (right, 0o660, "mode"), (right, 0o602, "mode"),
    ])
  func wrong(text: Bytes, mode: mode_t, reason: String) {
    let stage = Stage()
    stage.put(text, mode: mode)
    #expect(stage.cache().node(of: null, nullIdentity)?.isSame == true)
    let messages = stage.messages()
    #expect(messages.contains(reason) && messages.contains("device cache written"))
    #expect(stage.isRight() && stage.walks == 1)
  }

  @Test("somebody else's file is neither used nor replaced")
  func owner() {
    let stage = Stage()
    stage.put(right)
    let before = stage.status()?.inode
    #expect(stage.cache(owner: getuid() + 1).node(of: null, nullIdentity) != nil)
    #expect(stage.messages().contains("belongs to somebody else"))
    #expect(stage.walks == 1 && stage.status()?.inode == before)
  }

  @Test("links, pipes and directories are neither followed nor replaced, nor waited for")
  func kinds() {
    let stage = Stage()
    stage.put(right, as: "link")
    _ = Path(stage.path("link")).withPointer { target in
      Path(stage.path("cache")).withPointer { symlink(target, $0) }
    }
    stage.cache().prepare()
    #expect(
      stage.walks == 1 && stage.status()?.isLink == true && stage.status("link")?.size == UInt64(right.count))
    #expect(stage.messages().contains("can't write the device cache"))
    for make: @Sendable (UnsafePointer<CChar>) -> Int32 in [{ mkfifo($0, 0o600) }, { mkdir($0, 0o600) }] {
      #expect(Path(stage.path("cache")).withPointer { remove($0) == 0 ? make($0) : -1 } == 0)
      let before = stage.status()?.inode
      stage.cache(.build).prepare()
      stage.cache().prepare()
      #expect(stage.messages().contains("is no regular file") && stage.status()?.inode == before)
    }
  }

  @Test("a directory that can't be written to is no end")
  func noDirectory() {
    let stage = Stage()
    #expect(stage.cache(named: "no/cache").node(of: null, nullIdentity)?.isSame == true)
    #expect(stage.messages().contains("can't write the device cache"))
  }

  @Test("a /dev that has changed since, or is another, is gathered anew")
  func changed() {
    let stage = Stage()
    stage.cache(.build).prepare()
    stage.world.withLock { $0.changed = DeviceCacheFile.Time(timespec(tv_sec: Int.max, tv_nsec: 0)) }
    stage.cache().prepare()
    #expect(stage.walks == 2 && stage.messages().contains("is older than /dev"))
  }

  @Test("one entry is tried, whichever it is")
  func random() {
    let stage = Stage()
    stage.cache(.build).prepare()
    stage.world.withLock { $0.lost = [bytes("/dev/null"), bytes("/dev/a b"), bytes("/dev/console")] }
    stage.cache(.read).prepare()
    #expect(stage.walks == 2 && stage.messages().contains("disagrees with /dev"))
  }

  @Test("what the file does not know, or says wrongly, is looked up in /dev once")
  func unknown() {
    let stage = Stage()
    stage.cache(.build).prepare()
    stage.world.withLock {
      $0.table = DeviceTable(characters: sample.characters + [entry(0x8801, 4, "/dev/pts/1")], blocks: [])
    }
    let cache = stage.cache()
    let terminal = SpecialDevice(number: DeviceNumber(rawValue: 0x8801), isBlock: false)
    #expect(cache.node(of: terminal, FileIdentity(device: device, inode: 4))?.path == bytes("/dev/pts/1"))
    let missing = SpecialDevice(number: DeviceNumber(rawValue: 0x700), isBlock: true)
    for _ in 0..<3 { #expect(cache.node(of: missing, nullIdentity) == nil) }
    #expect(stage.walks == 2 && stage.isRight())
    #expect(stage.messages().contains("disagrees with /dev"))
  }

  @Test("the system-wide file has a mode of its own, is never written, and one's own takes its place")
  func systemWide() {
    let stage = Stage()
    stage.cache(named: nil, systemWide: "system").prepare()
    #expect(stage.status("system") == nil && stage.isRight("own") && stage.walks == 1)
    stage.cache(named: nil, systemWide: "system").prepare()
    #expect(stage.walks == 1)
    stage.put(right, as: "system", mode: 0o600)
    _ = stage.messages()
    stage.cache(.read, named: nil, systemWide: "system").prepare()
    #expect(stage.walks == 2 && stage.messages().contains(getuid() == 0 ? "mode" : "belongs"))
    stage.put(right, as: "system", mode: 0o644)
    stage.cache(.read, named: nil, systemWide: "system").prepare()
    #expect(stage.walks == (getuid() == 0 ? 2 : 3))
    let before = stage.status("system")?.inode
    stage.cache(.build, named: nil, systemWide: "system").prepare()
    #expect(stage.status("system")?.inode == before)
  }
}

@Suite struct DeviceWalkTests {
  @Test("/dev has what every /dev has")
  func devices() throws {
    let table = DeviceWalk(isAvoided: { _ in true }, warn: { _, _ in }).table(of: bytes("/dev"))
    let zero = SpecialDevice(number: DeviceNumber(major: 1, minor: 5), isBlock: false)
    let found = try #require(table.entry(of: zero))
    #expect(found.path == bytes("/dev/zero"))
    #expect(table.characters.allSatisfy { $0.path.dropFirst(5).firstIndex(of: 0x2f) == nil })
  }

  @Test("a directory that can't be read is told of")
  func unreadable() {
    let told = Locked<[Bytes]>([])
    let walk = DeviceWalk(isAvoided: { _ in false }, warn: { path, _ in told.withLock { $0.append(path) } })
    #expect(walk.table(of: bytes("/proc/nonexistent")).characters.isEmpty)
    #expect(told.withLock { $0 } == [bytes("/proc/nonexistent")])
  }
}
