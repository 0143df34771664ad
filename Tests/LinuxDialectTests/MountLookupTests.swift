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
    let devices = MountDevices([
      Mount(id: 48, directory: [], source: [], fileSystem: [], device: DeviceNumber(rawValue: 9))
    ])
    let process = Bytes((fixture.procfs + "/7").utf8)
    #expect(devices.device(ofMount: 48, seenBy: process)?.rawValue == 9)
    #expect(devices.device(ofMount: 91, seenBy: process) == DeviceNumber(major: 0, minor: 50))
    for id in [0, 92, 92] as [UInt64] { #expect(devices.device(ofMount: id, seenBy: process) == nil) }
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
