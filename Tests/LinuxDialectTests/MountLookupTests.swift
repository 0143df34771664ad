import Glibc
import Misc
import Store
import TestSupport
import Testing

@testable import LinuxDialect

@Suite("Which mount a path is on")
struct MountLookupTests {
  private static let table = [
    ("/", "ext4", 0x801), ("/net", "nfs4", 0x30), ("/net/local", "tmpfs", 0x31),
    ("/home", "fuse.sshfs", 0x32),
    ("/home", "tmpfs", 0x33), ("/mnt/a b", "fuse", 0x34),
  ]

  private static let lookup = MountLookup(
    table.map { directory, type, device in
      Mount(
        id: device, directory: Bytes(directory.utf8), source: [], fileSystem: Bytes(type.utf8),
        device: DeviceNumber(rawValue: UInt64(device)), traits: FileSystemTypes.traits(of: Bytes(type.utf8)))
    })

  @Test(
    "the longest directory decides, and of several mounts on one the last",
    arguments: [
      ("/", nil), ("/etc/passwd", nil), ("/net", 0x30), ("/net/x/y", 0x30), ("/network", nil),
      ("/net/local", nil), ("/net/local/x", nil), ("/net/locals", 0x30), ("/home/x", nil),
      ("/mnt/a b/c", 0x34), ("pipe:[1]", nil), ("", nil),
    ] as [(String, Int?)])
  func longest(path: String, device: Int?) {
    #expect(Self.lookup.device(of: Bytes(path.utf8).span)?.rawValue == device.map(UInt64.init))
  }

  @Test("a root that may block makes all paths such")
  func root() {
    let lookup = MountLookup([
      Mount(
        id: 1, directory: Bytes("/"), source: [], fileSystem: Bytes("nfs"), device: DeviceNumber(rawValue: 7),
        traits: FileSystemTypes.traits(of: Bytes("nfs")))
    ])
    #expect(lookup.device(of: Bytes("/x").span)?.rawValue == 7)
  }

  @Test("mounts are known by their IDs, those of other namespaces by the tables of their processes")
  func mountDevices() {
    let fixture = ProcfsFixture()
    fixture.process("7")
    fixture.write("proc/7/mountinfo", "91 1 0:50 / /m rw - tmpfs m rw\n48 1 0:51 / /n rw - tmpfs n rw\n")
    let tables = MountTables([
      Mount(id: 48, directory: [], source: [], fileSystem: [], device: DeviceNumber(rawValue: 9))
    ])
    let process = Bytes((fixture.procfs + "/7").utf8)
    #expect(tables.mount(48, seenBy: process)?.device.rawValue == 9)
    #expect(tables.mount(91, seenBy: process)?.device == DeviceNumber(major: 0, minor: 50))
    #expect(tables.mount(91, seenBy: process)?.directory == Bytes("/m"))
    for id in [0, 92, 92] as [UInt64] { #expect(tables.mount(id, seenBy: process) == nil) }
  }

  @Test("a path tells the mount of a device; the last at one place hides the others")
  func mountsByPath() {
    func mount(_ id: Int, _ directory: String, _ device: UInt64, _ type: StaticString = "ext4") -> Mount {
      Mount(
        id: id, directory: Bytes(directory.utf8), source: [], fileSystem: Bytes(type),
        device: DeviceNumber(rawValue: device), traits: FileSystemTypes.traits(of: Bytes(type)))
    }
    let tables = MountTables([
      mount(1, "/", 7), mount(2, "/a", 7), mount(3, "/a/b", 8), mount(4, "/a", 7),
      mount(5, "/o", 9, "overlay"),
    ])
    func id(_ device: UInt64, _ path: StaticString) -> Int? {
      let path = Bytes(path)
      return tables.mount(of: DeviceNumber(rawValue: device), at: path.span)?.id
    }
    #expect(id(7, "/x") == 1 && id(7, "/a/x") == 4 && id(7, "/a") == 4 && id(7, "/ab") == 1)
    #expect(id(8, "/a/b/c") == 3 && id(8, "/a/c") == nil)
    // The files of an overlay can have any device.
    #expect(id(77, "/o/x") == 5 && id(77, "/x") == nil && id(9, "/o/x") == 5)
  }

  @Test(
    "the kernel's list of devices tells which file systems are in use",
    arguments: [
      (["8:0", "7:1", "btrfs-1", "mtd-0"], false, []), (["8:0", "0:45"], true, [(0, 45)]),
      (["8:17-fuseblk"], true, [(8, 17)]), (["9p-3"], true, []), (["cifs-1"], true, []), ([], false, []),
    ] as [([String], Bool, [(Int, Int)])])
  func census(names: [String], hasAny: Bool, devices: [(Int, Int)]) throws {
    let directory = try #require(temporaryDirectory("census"))
    defer { removeTree(directory) }
    for name in names { #expect(mkdir("\(directory)/\(name)", 0o700) == 0) }
    let backingDevices = BackingDevices(directory: Bytes(directory.utf8))
    #expect(backingDevices.mayBlock == hasAny)
    #expect(
      backingDevices.blocking == Set(devices.map { DeviceNumber(major: UInt32($0.0), minor: UInt32($0.1)) }))
  }

  @Test("where the list can't be read, any file system may be in use")
  func noCensus() {
    #expect(BackingDevices(directory: Bytes("/proc/nonexistent")).mayBlock)
  }
}
