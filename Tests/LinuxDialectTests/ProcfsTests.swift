import Misc
import Store
import Testing

@testable import LinuxDialect

@Suite struct ProcStatTests {
  private func parse(_ text: String) -> ProcessStat? { ProcessStat(Bytes(text.utf8).span) }

  /// 20 fields, of which the last is num_threads.
  private let rest = " S 7 8 9 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 3 0 100"

  @Test func fieldsFollowTheCommand() throws {
    let stat = try #require(parse("12 (sleep)" + rest))
    #expect(stat.command == Bytes("sleep"))
    #expect(stat.parent == 7 && stat.group == 8 && stat.threadCount == 3)
    #expect(!stat.isZombie && !stat.isKernelThread && !stat.isEnding)
  }

  @Test(arguments: ["a) S 1 2 (b", "(", ")", "", " ", ") Z 1 1 1"])
  func commandEndsAtTheLastParenthesis(_ command: String) throws {
    let stat = try #require(parse("12 (" + command + ")" + rest))
    #expect(stat.command == Bytes(command.utf8))
    #expect(stat.parent == 7)
  }

  @Test func newlinesInTheCommandAreReplacedForLines() throws {
    let stat = try #require(parse("12 (a\nb)" + rest))
    #expect(stat.command == Bytes("a\nb".utf8))
    #expect(stat.lineOfCommand == Bytes("a?b"))
  }

  @Test(arguments: ["", "12", "12 (x", "12 x)", "12 (x)", "12 (x) S", "12 (x) S y z"])
  func incompleteTextIsRefused(_ text: String) { #expect(parse(text) == nil) }
}

@Suite struct ProcessListTests {
  @Test func taskGroupIsOnALineOfItsOwn() {
    let status = Bytes("Name:\tTgid: 5\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t12\nNgid:\t0\n".utf8)
    #expect(ProcessList.taskGroup(status.span) == 12)
  }

  @Test(arguments: ["", "Name:\ta\n", "Tgid:\n", "Tgid:\tx\n"])
  func missingTaskGroupIsNone(_ status: String) {
    #expect(ProcessList.taskGroup(Bytes(status.utf8).span) == nil)
  }
}

@Suite struct LockTableTests {
  private let file = FileIdentity(device: DeviceNumber(major: 8, minor: 0x11), inode: 42)

  private func lock(_ lines: String, pid: Int32 = 9) -> Lock {
    LockTable(Bytes(lines.utf8).span).lock(of: pid, on: file)
  }

  @Test func modesAndExtents() {
    #expect(lock("1: POSIX  ADVISORY  WRITE 9 08:11:42 0 EOF\n") == .writeFull)
    #expect(lock("1: POSIX  ADVISORY  READ 9 08:11:42 0 EOF\n") == .readFull)
    #expect(lock("1: FLOCK  ADVISORY  WRITE 9 08:11:42 5 9\n") == .writePartial)
    #expect(lock("1: POSIX  ADVISORY  READ 9 08:11:42 1 EOF\n") == .readPartial)
    #expect(lock("1: LEASE  ACTIVE    READ 9 08:11:42 0 EOF\n") == .readFull)
  }

  @Test func aLockUpToTwoGigabytesIsPartial() {
    #expect(lock("1: POSIX  ADVISORY  WRITE 9 08:11:42 0 2147483647\n") == .writePartial)
  }

  @Test func theLastKindWins() {
    let read = "1: POSIX  ADVISORY  READ 9 08:11:42 0 5\n"
    let write = "2: POSIX  ADVISORY  WRITE 9 08:11:42 9 10\n"
    #expect(lock(read + write) == .writePartial)
    #expect(lock(write + read) == .readPartial)
    #expect(lock(read + write + read) == .writePartial)
  }

  @Test func otherProcessesWaitersAndDescriptionsHaveNone() {
    #expect(lock("1: POSIX  ADVISORY  WRITE 8 08:11:42 0 EOF\n") == .none)
    #expect(lock("1: -> POSIX  ADVISORY  WRITE 9 08:11:42 0 EOF\n") == .none)
    #expect(lock("1: OFDLCK ADVISORY  WRITE -1 08:11:42 0 EOF\n") == .none)
  }

  private func mount(_ minor: UInt32, _ fileSystem: String) -> Mount {
    let type = Bytes(fileSystem.utf8)
    return Mount(
      id: Int(minor), directory: Bytes("/x"), source: Bytes("x"), fileSystem: type,
      device: DeviceNumber(major: 0, minor: minor), traits: FileSystemTypes.traits(of: type))
  }

  private func place(_ minor: UInt32, _ inode: UInt64) -> FileIdentity {
    FileIdentity(device: DeviceNumber(major: 0, minor: minor), inode: inode)
  }

  @Test func filesOnPlainFileSystemsAreKnownByDeviceAndInode() {
    let lines = Bytes("1: OFDLCK ADVISORY  WRITE -1 00:20:42 0 EOF\n".utf8)
    let table = LockTable(lines.span, mounts: [mount(0x20, "tmpfs"), mount(0x21, "tmpfs")])
    #expect(table.mayHaveLock(place(0x20, 42)))
    #expect(!table.mayHaveLock(place(0x20, 43)) && !table.mayHaveLock(place(0x21, 42)))
    #expect(!table.mayHaveLock(place(0x99, 42)))
  }

  @Test func filesInSubvolumesAreKnownByTheirInode() {
    let lines = Bytes("1: POSIX  ADVISORY  WRITE 9 00:20:42 0 EOF\n".utf8)
    let table = LockTable(lines.span, mounts: [mount(0x20, "btrfs"), mount(0x21, "tmpfs")])
    #expect(table.mayHaveLock(place(0x99, 42)) && table.mayHaveTaken(9, place(0x99, 42)))
    #expect(!table.mayHaveTaken(8, place(0x99, 42)))
    #expect(!table.mayHaveLock(place(0x99, 43)) && !table.mayHaveLock(place(0x21, 42)))
    // A map says so of a file in any subvolume.
    #expect(table.lock(of: 9, on: place(0x20, 42)) == .none)
  }

  @Test(arguments: ["overlay", nil]) func filesOnLayersMayHaveAnyNumber(_ fileSystem: String?) {
    let lines = Bytes("1: FLOCK  ADVISORY  WRITE 9 00:20:42 0 EOF\n".utf8)
    var mounts = [mount(0x21, "tmpfs"), mount(0x22, "overlay")]
    if let fileSystem { mounts.append(mount(0x20, fileSystem)) }
    let table = LockTable(lines.span, mounts: mounts)
    #expect(table.mayHaveLock(place(0x99, 7)) && table.mayHaveLock(place(0x20, 7)))
    #expect(!table.mayHaveLock(place(0x21, 42)) && !table.mayHaveLock(place(0x22, 7)))
    #expect(!table.mayHaveLock(place(0x99, 7), hasPlace: false))
    #expect(table.lock(of: 9, on: place(0x20, 42)) == .writeFull)
  }

  @Test(arguments: ["", "1:", "1: POSIX", "1: POSIX ADVISORY WRITE 9 08:11", "\n\n", "x y z Q 9\n"])
  func oddLinesAreHarmless(_ text: String) { #expect(lock(text) == .none) }
}

@Suite struct MountInfoTests {
  @Test func fieldsAndEscapes() throws {
    let text = """
      36 35 98:0 /mnt1 /mnt\\0402 rw,noatime master:1 propagate_from:2 - ext3 /dev/ro\\134ot rw
      37 35 0:52 / /x rw - fuse.sshfs host:/a rw

      """
    let mounts = MountInfo.mounts(Bytes(text.utf8).span)
    try #require(mounts.count == 2)
    #expect(mounts[0].id == 36)
    #expect(mounts[0].directory == Bytes("/mnt 2"))
    #expect(mounts[0].source == Bytes("/dev/ro\\ot"))
    #expect(mounts[0].fileSystem == Bytes("ext3"))
    #expect(mounts[0].device == DeviceNumber(major: 98, minor: 0))
    #expect(mounts[0].traits == .listsInodes)
    #expect(mounts[1].fileSystem == Bytes("fuse.sshfs"))
    #expect(mounts[1].traits == .mayBlock)
    #expect(FileSystemTypes.traits(of: Bytes("nfs4")).isSuperset(of: [.nfs, .mayBlock, .asksOnLookup]))
  }

  @Test func controlCharactersAreOfTheName() {
    let text =
      "36 35 98:0 /a\rb /m\u{1b}[31m\r\u{7}\\011 rw - ext3 /dev/a\rb rw\n37 35 98:1 / /n rw - ext3 none rw\n"
    let mounts = MountInfo.mounts(Bytes(text.utf8).span)
    #expect(mounts.map(\.directory) == [Bytes("/m\u{1b}[31m\r\u{7}\t"), Bytes("/n")])
    #expect(mounts.map(\.source) == [Bytes("/dev/a\rb"), Bytes("none")])
  }

  @Test(arguments: ["", "36", "36 35 98", "36 35 98:0 / /x rw", "x\ny\n", "36 35 98:0 / /x rw - "])
  func incompleteLinesAreSkipped(_ text: String) {
    for mount in MountInfo.mounts(Bytes(text.utf8).span) { #expect(mount.id == 36) }
  }

  @Test func onlyWholeOctalEscapesAreUndone() {
    #expect(MountInfo.unescape(Bytes("a\\01").span) == Bytes("a\\01"))
    #expect(MountInfo.unescape(Bytes("a\\012").span) == Bytes("a\n"))
    #expect(MountInfo.unescape(Bytes("a\\9999").span) == Bytes("a\\9999"))
  }
}

@Suite struct MemoryMapTests {
  private func paths(_ text: String) -> [String] {
    let bytes = Bytes(text.utf8)
    var lines = TextCursor(bytes.span)
    var paths: [String] = []
    while !lines.isAtEnd {
      if let map = MemoryMap(&lines) {
        let path = String(decoding: Bytes(map.path), as: UTF8.self)
        paths.append(path + (map.isDeleted ? "|deleted" : "") + "|\(map.file.inode)")
      }
      lines.skipLine()
    }
    return paths
  }

  @Test func filesAndNoFiles() {
    let text = """
      00400000-00452000 r-xp 00000000 08:02 173521      /usr/bin/dbus daemon
      00e03000-00e24000 rw-p 00000000 00:00 0           [heap]
      35b1800000-35b1820000 r-xp 00000000 08:02 135522  /tmp/a b (deleted)
      7f0000000000-7f0000001000 rw-p 00000000 00:00 0
      7f0000001000-7f0000002000 rw-s 00000000 00:01 99  /memfd:x (deleted)

      """
    #expect(
      paths(text) == [
        "/usr/bin/dbus daemon|173521", "/tmp/a b|deleted|135522", "/memfd:x|deleted|99",
      ])
  }

  @Test(arguments: ["", "x", "1-2", "1-2 r 0 8:2", "1-2 r 0 8:2 9", "1-2 r 0 8:2 9 ", "\n\n\n"])
  func incompleteLinesAreSkipped(_ text: String) { #expect(paths(text).isEmpty) }
}
