import Glibc
import Misc
import Node
import Store
import Testing

@testable import LinuxDialect

/// What a descriptor shows, with its link, status and fdinfo as a kernel gave them.
private struct Shown {
  var type: FileType
  /// What NAME shows in place of the path; empty for the path.
  var name: String
  var endpoint: EndpointKind
  var key: UInt64
  /// Fdinfo is read for it.
  var readsFdInfo: Bool
}

/// The common lines of fdinfo.
private let common = "pos:\t0\nflags:\t02000002\nmnt_id:\t15\nino:\t1057\n"

private func show(
  _ link: String, _ fdinfo: String = "", format: mode_t = 0, inode: UInt64 = 1057, device: UInt64 = 15,
  rawDevice: DeviceNumber = DeviceNumber(rawValue: 0), mounts: [Mount] = [],
  for requiredFields: RequiredFields = [.name, .status, .endpoints], hasStatus: Bool = true
) -> Shown {
  var status = stat()
  status.st_mode = format | 0o600
  status.st_ino = ino_t(inode)
  status.st_dev = dev_t(device)
  status.st_rdev = dev_t(rawDevice.rawValue)
  let describer = NodeDescriber(
    Request(programName: Bytes("lsof"), warns: true), mounts: MountIndex(mounts))
  var file = OpenFile(.number, number: 3)
  describer.describe(&file, hasStatus ? .full(FileStatus(status)) : .unknown)
  let kinds = FileKinds(requiredFields, mounts: mounts, devpts: DevptsMounts(mounts))
  let link = Bytes(link.utf8)
  var kind = kinds.recognise(&file, link: link.span)
  _ = FdInfo(Bytes((common + fdinfo).utf8).span, &kind)
  var name = ByteBuffer()
  if let kind {
    let rest = link.firstIndex(of: UInt8(ascii: ":")).map { link[($0 + 1)...] } ?? []
    kind.appendName(Bytes(rest).span, to: &name)
    kinds.linkEnds(of: &file, kind, link: link.span)
  }
  return Shown(
    type: file.type, name: String(decoding: name.bytes, as: UTF8.self), endpoint: file.endpoint,
    key: file.endpointKey, readsFdInfo: kind.map { type(of: $0).readsFdInfo } ?? false)
}

@Suite struct AnonymousInodeKindTests {
  @Test(arguments: ["[timerfd]", "inotify", "[io_uring]", "bpf-map", "[eventfd", "[eventpoll]x"])
  func theNameIsTheLinksOwn(_ text: String) {
    let shown = show("anon_inode:" + text)
    #expect(shown.type == .anonymousInode && shown.name == text)
    #expect(shown.endpoint == .none && !shown.readsFdInfo)
  }

  /// Then NAME shows the first word of the link.
  @Test func anInodeWithAFormatIsNotAnonymous() {
    let shown = show("anon_inode:[eventfd]", "eventfd-id: 3\n", format: S_IFREG)
    #expect(shown.type == .regular && shown.name.isEmpty && shown.endpoint == .none)
  }

  @Test func withoutStatusNothingIsKnown() {
    let shown = show("anon_inode:[eventfd]", hasStatus: false)
    #expect(shown.type == .withoutStatus && shown.name.isEmpty && !shown.readsFdInfo)
  }

  @Test(arguments: ["other:[eventfd]", "/anon_inode:[eventfd]", "anon_inode", ""])
  func otherLinksAreNone(_ link: String) {
    let shown = show(link)
    #expect(shown.type == .unnamed && shown.name.isEmpty && !shown.readsFdInfo)
  }
}

@Suite struct EventFDKindTests {
  private let fdinfo = "eventfd-count:                7\neventfd-id: 26\neventfd-semaphore: 0\n"

  @Test func nameAndEndsHaveItsNumber() {
    let shown = show("anon_inode:[eventfd]", fdinfo)
    #expect(shown.type == .anonymousInode && shown.name == "[eventfd:26]")
    #expect(shown.endpoint == .eventfd && shown.key == 26)
  }

  @Test func kernelsBefore5_2GiveNoNumber() {
    let shown = show("anon_inode:[eventfd]", "eventfd-count:                7\n")
    #expect(shown.name == "[eventfd]" && shown.endpoint == .none)
  }

  @Test func endsAreForThoseWhoNeedThem() {
    let shown = show("anon_inode:[eventfd]", fdinfo, for: [.name, .status])
    #expect(shown.name == "[eventfd:26]" && shown.endpoint == .none)
  }

  @Test func withoutNameFdinfoIsNotRead() {
    let shown = show("anon_inode:[eventfd]", fdinfo, for: [.status])
    #expect(shown.type == .anonymousInode && !shown.readsFdInfo)
  }
}

@Suite struct EventPollKindTests {
  private func name(_ targets: [Int]) -> String {
    let lines = targets.map {
      "tfd: \($0) events:       19 data: \($0)  pos:0 ino:421 sdev:f\n"
    }
    return show("anon_inode:[eventpoll]", lines.joined()).name
  }

  @Test func targetsAreSorted() { #expect(name([7, 1000, 3]) == "[eventpoll:3,7,1000]") }

  @Test func oneWithoutTargetsHasTheLinksName() { #expect(name([]) == "[eventpoll]") }

  @Test func theLowestAreShownOfMany() {
    let shown = (1...32).map(String.init).joined(separator: ",")
    #expect(name(Array((1...40).reversed())) == "[eventpoll:\(shown)...]")
    #expect(name(Array(1...31)).hasSuffix("31]"))
  }
}

@Suite struct PIDFDKindTests {
  private let fdinfo = "Pid:\t73\nNSpid:\t73\n"

  @Test func anonymousInode() {
    let shown = show("anon_inode:[pidfd]", fdinfo)
    #expect(shown.type == .anonymousInode && shown.name == "[pidfd:73]" && shown.endpoint == .none)
  }

  @Test func regularFileOfPidfs() {
    let shown = show("pidfd:[5321]", fdinfo, format: S_IFREG)
    #expect(shown.type == .regular && shown.name == "[pidfd:73]")
  }

  @Test(arguments: ["anon_inode:[pidfd]", "pidfd:[5321]"])
  func aReapedProcessHasNoNumber(_ link: String) {
    let format = link.hasPrefix("pidfd") ? S_IFREG : 0
    #expect(show(link, "Pid:\t-1\nNSpid:\t-1\n", format: format).name == "[pidfd]")
  }

  @Test func aPathIsNone() {
    #expect(show("/pidfd:[5321]", fdinfo, format: S_IFREG).name.isEmpty)
    #expect(show("pidfd", fdinfo, format: S_IFREG).name.isEmpty)
  }
}

@Suite struct PseudoterminalKindTests {
  private func terminal(_ index: UInt64, on device: UInt64) -> UInt64 {
    TerminalKey(index: index, on: DeviceNumber(rawValue: device)).rawValue
  }

  /// The devices of devtmpfs, and of two instances of devpts.
  private func mount(_ directory: String, _ device: UInt64, _ type: String = "devpts") -> Mount {
    Mount(
      id: 1, directory: Bytes(directory.utf8), source: Bytes(type.utf8), fileSystem: Bytes(type.utf8),
      device: DeviceNumber(rawValue: device))
  }

  private func master(_ path: String, on device: UInt64) -> UInt64 {
    let mounts = [
      mount("/dev", 5, "devtmpfs"), mount("/x", 6, "tmpfs"), mount("/dev/pts", 21), mount("/x/pts", 22),
    ]
    return show(
      path, "tty-index:\t4\n", format: S_IFCHR, device: device,
      rawDevice: DeviceNumber(major: 5, minor: 2), mounts: mounts
    ).key
  }

  @Test func aMasterBelongsToItsInstance() {
    #expect(master("/x/pts/ptmx", on: 22) == terminal(4, on: 22))
    #expect(master("/dev/ptmx", on: 5) == terminal(4, on: 21))
    #expect(master("/x/ptmx", on: 6) == terminal(4, on: 22))
    #expect(master("/x/y/ptmx", on: 6) == terminal(4, on: 21))
    // One of another mount namespace.
    #expect(master("/dev/pts/ptmx", on: 23) == terminal(4, on: 23))
  }

  @Test func aMasterTellsItsSlave() {
    let shown = show(
      "/dev/ptmx", "tty-index:\t4\n", format: S_IFCHR, rawDevice: DeviceNumber(major: 5, minor: 2))
    #expect(shown.type == .character && shown.name.isEmpty)
    #expect(shown.endpoint == .terminalMaster && shown.key == terminal(4, on: 15))
  }

  @Test func aMasterWithoutIndexHasNoEnds() {
    let shown = show("/dev/ptmx", format: S_IFCHR, rawDevice: DeviceNumber(major: 5, minor: 2))
    #expect(shown.endpoint == .none && shown.readsFdInfo)
  }

  @Test(arguments: [136, 143] as [UInt32])
  func aSlaveIsItsMinorNumber(_ major: UInt32) {
    let device = DeviceNumber(major: major, minor: 70000)
    let shown = show("/dev/pts/70000", format: S_IFCHR, rawDevice: device)
    #expect(shown.endpoint == .terminalSlave && shown.key == terminal(70000, on: 15) && !shown.readsFdInfo)
  }

  @Test(
    arguments: [
      (S_IFCHR, 5, 0), (S_IFCHR, 4, 2), (S_IFCHR, 135, 1), (S_IFCHR, 144, 1), (S_IFBLK, 5, 2),
      (S_IFBLK, 136, 1),
    ] as [(mode_t, UInt32, UInt32)])
  func otherDevicesAreNone(_ format: mode_t, _ major: UInt32, _ minor: UInt32) {
    let device = DeviceNumber(major: major, minor: minor)
    let shown = show("/dev/x", "tty-index:\t4\n", format: format, rawDevice: device)
    #expect(shown.endpoint == .none && !shown.readsFdInfo)
  }

  @Test func fdinfoIsReadForEndsAlone() {
    let device = DeviceNumber(major: 5, minor: 2)
    let shown = show("/dev/ptmx", format: S_IFCHR, rawDevice: device, for: [.name, .status])
    #expect(!shown.readsFdInfo)
  }
}

@Suite struct MessageQueueKindTests {
  private func mount(_ fileSystem: StaticString, _ device: UInt64) -> Mount {
    Mount(
      id: 1, directory: Bytes("/dev/mqueue"), source: Bytes("none"), fileSystem: Bytes(fileSystem),
      device: DeviceNumber(rawValue: device))
  }

  @Test func aQueueHasATypeAndEnds() {
    let shown = show("/jobs", format: S_IFREG, inode: 42, device: 22, mounts: [mount("mqueue", 22)])
    #expect(shown.type == .messageQueue && shown.name.isEmpty)
    #expect(shown.endpoint == .messageQueue && shown.key == 42)
  }

  @Test func theirDirectoryHasEndsAlone() {
    let shown = show("/", format: S_IFDIR, inode: 42, device: 22, mounts: [mount("mqueue", 22)])
    #expect(shown.type == .directory && shown.endpoint == .messageQueue && shown.key == 42)
  }

  @Test func otherFileSystemsHaveNone() {
    let mounts = [mount("mqueue", 22), mount("tmpfs", 23)]
    let shown = show("/jobs", format: S_IFREG, device: 23, mounts: mounts)
    #expect(shown.type == .regular && shown.endpoint == .none)
    #expect(show("/jobs", format: S_IFREG, device: 22).type == .regular)
  }

  @Test func theLastMountCounts() {
    let mounts = [mount("mqueue", 22), mount("mqueue", 24)]
    #expect(show("/jobs", format: S_IFREG, device: 22, mounts: mounts).type == .regular)
    #expect(show("/jobs", format: S_IFREG, device: 24, mounts: mounts).type == .messageQueue)
  }

  @Test func theTypeIsForAllWhoNeedTheStatus() {
    let shown = show("/jobs", format: S_IFREG, device: 22, mounts: [mount("mqueue", 22)], for: .status)
    #expect(shown.type == .messageQueue && shown.endpoint == .none)
  }
}

@Suite struct PipeKindTests {
  @Test(arguments: ["pipe:[42]", "/run/fifo"])
  func itsInodeIsTheEnds(_ link: String) {
    let shown = show(link, format: S_IFIFO, inode: 42)
    #expect(shown.type == .fifo && shown.name.isEmpty)
    #expect(shown.endpoint == .pipe && shown.key == 42 && !shown.readsFdInfo)
  }

  @Test func endsAreForThoseWhoNeedThem() {
    #expect(show("pipe:[42]", format: S_IFIFO, for: [.name, .status]).endpoint == .none)
  }
}

@Suite struct FileKindTableTests {
  /// Else which of two kinds a file is would depend on their order.
  @Test func noTwoKindsHaveOneMark() {
    let marks = FileKinds.table.flatMap { kind in kind.marks.map { "\($0)" } }
    #expect(Set(marks).count == marks.count)
    #expect(FileKinds.table.allSatisfy { !$0.marks.isEmpty && !$0.purposes.isEmpty })
  }

  @Test(arguments: ["/etc/passwd", "/dev/shm/x (deleted)", "net:[4026531840]", "mnt:[1]"])
  func plainFilesAreNone(_ link: String) {
    let shown = show(link, format: S_IFREG)
    #expect(shown.type == .regular && shown.name.isEmpty && shown.endpoint == .none && !shown.readsFdInfo)
  }
}
