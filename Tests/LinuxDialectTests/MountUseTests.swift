import Glibc
import Misc
import Store
import TestSupport
import Testing

@testable import LinuxDialect

@Suite("What keeps a mount from being unmounted")
struct MountUseTests {
  /// A view as a table tells it: lines of ID, parent, root, directory and tags.
  private static func view(_ process: Int32?, _ lines: [String]) -> MountViews.View {
    let text = lines.map { line in
      let fields = line.split(separator: " ")
      return "\(fields[0]) \(fields[1]) 0:9 \(fields[2]) \(fields[3]) rw "
        + fields[4...].map { $0 + " " }.joined() + "- tmpfs none rw\n"
    }
    return MountViews.View(process: process, mounts: MountInfo.placedMounts(Bytes(text.joined().utf8).span))
  }

  @Test func placedMounts() throws {
    let line = #"36 35 98:0 /of\040it /mnt rw shared:2 master:7 - overlay none rw,lowerdir=/a\040b:/c"#
    let text = Bytes((line + "\n").utf8)
    let mount = try #require(MountInfo.placedMounts(text.span).first)
    #expect(mount.id == 36 && mount.place.parent == 35 && mount.place.root == Bytes("/of it"))
    #expect(mount.place.peerGroup == 2 && mount.place.masterGroup == 7)
    #expect(MountUseReader.layers(mount.place.options) == [Bytes("/a b"), Bytes("/c")])
    #expect(mount.inside(Bytes("/mnt/x")) == Bytes("/of it/x"))
    #expect(mount.inside(Bytes("/mnt")) == Bytes("/of it"))
    #expect(MountInfo.mounts(text.span) == [mount.mount])
  }

  @Test(
    "the copies that go with a mount",
    arguments: [
      ("a peer's", ["50 1 / /", "51 50 / /a shared:1", "52 51 / /a/m shared:3"], [52]),
      ("a slave's", ["50 1 / /", "51 50 / /a master:1", "52 51 / /a/m"], [52]),
      ("another's", ["50 1 / /", "51 50 / /a", "52 51 / /a/m"], []),
      ("a master's", ["50 1 / /", "51 50 / /a shared:4", "52 51 / /a/m"], []),
      ("a slave's of a slave", ["51 1 / /a master:1 shared:6", "61 1 / /b master:6", "62 61 / /b/m"], [62]),
      ("elsewhere on a peer", ["51 1 / /b shared:1", "52 51 / /b/m"], [52]),
      ("on a part", ["51 1 /m /b shared:1", "52 51 / /b"], [52]),
      ("at another place", ["51 1 / /b shared:1", "52 51 / /b/n"], []),
      ("with one below", ["51 1 / /b shared:1", "52 51 / /b/m", "53 52 / /b/m/x"], []),
      ("covered", ["51 1 / /b shared:1", "52 51 / /b/m", "53 52 / /b/m"], [52]),
    ] as [(String, [String], [Int])])
  func copies(name: String, others: [String], expected: [Int]) throws {
    let views = MountViews([
      Self.view(nil, ["2 1 / /", "3 2 / /a shared:1", "4 3 / /a/m shared:3"]), Self.view(77, others),
    ])
    let mount = try #require(views.mounts[4])
    #expect(views.copies(of: mount).map(\.id).sorted() == expected, "\(name)")
  }

  @Test("a mount that isn't shared has none")
  func alone() throws {
    let views = MountViews([
      Self.view(nil, ["2 1 / /", "3 2 / /a", "4 3 / /a/m"]),
      Self.view(7, ["51 1 / /a shared:1", "52 51 / /a/m"]),
    ])
    #expect(try views.copies(of: #require(views.mounts[4])).isEmpty)
  }

  @Test("the last mount on a directory hides the others")
  func deepest() {
    let view = Self.view(nil, ["2 1 / /", "3 2 / /a", "4 3 / /a", "5 2 / /ab"])
    #expect(view.mount(of: Bytes("/a/x"))?.id == 4 && view.mount(of: Bytes("/abc"))?.id == 2)
  }

  private static func target(_ directory: String, on device: DeviceNumber) -> FileTarget {
    FileTarget(
      argument: [], path: Bytes(directory.utf8), identity: FileIdentity(device: device, inode: 0),
      isFileSystem: true)
  }

  @Test("what the kernel's tables tell")
  func tables() throws {
    let fixture = ProcfsFixture()
    let table = """
      1 0 8:1 / / rw - ext4 /dev/root rw
      5 1 8:2 / /m rw - ext4 /dev/sdb rw
      6 5 0:41 / /m/a rw - tmpfs none rw
      7 6 0:42 / /m/a/b rw - tmpfs none rw
      8 5 0:43 / /m/c rw - tmpfs none rw
      9 1 8:2 /x /x rw - ext4 /dev/sdb rw

      """
    fixture.write("proc/self/mountinfo", table)
    fixture.write(
      "proc/swaps",
      "Filename\tType\tSize\tUsed\tPriority\n"
        + "/m/a\\040b file\t\t1\t0\t-2\n"
        + "/dev/sdc partition\t1\t0\t-3\n/swap file\t1\t0\t-4\n")
    fixture.write(
      "proc/fs/nfsd/exports",
      "# Version 1.1\n# Path Client(Flags) # IPs\n/m/e\\040f\t10.0.0.0/8(rw,root_squash)\n/srv\t*(ro)\n")
    let procfs = Procfs(root: Bytes(fixture.procfs.utf8))
    let mounts = MountInfo.mounts(Bytes(table.utf8).span)
    let probe = GuardedProbe(BlockingPolicy(), mounts: mounts, pool: GuardPool(), procfs: procfs)
    let use = MountUseReader([Self.target("/m", on: mounts[1].device)], procfs: procfs, probe: probe)
      .use(by: [], devices: [Bytes("/dev/sdc")])
    #expect(use.obstacles.map(\.kind) == [.swap, .swap, .export, .mount, .mount, .mount])
    let names = ["/m/a b", "/dev/sdc", "/m/e f", "/m/a/b", "/m/a", "/m/c"]
    #expect(use.obstacles.map(\.name) == names.map { Bytes($0.utf8) })
    #expect(use.obstacles[2].detail == Bytes("10.0.0.0/8"))
    #expect(use.remainders.map(\.name) == [Bytes("/x")])
  }

  /// Where a server may be asked, only texts of procfs are read.
  @Test("text tells the mount where links may not be followed")
  func textOnly() throws {
    let fixture = ProcfsFixture()
    let table = [
      "1 0 8:1 / / rw - ext4 /dev/root rw", "9 1 0:40 / /net rw - nfs4 host:/x rw",
      "5 1 8:2 / /m rw - ext4 /dev/sdb rw",
    ]
    let text = table.map { $0 + "\n" }.joined()
    for process in ["self", "7"] { fixture.write("proc/\(process)/mountinfo", text) }
    fixture.process("7")
    fixture.descriptor("7", 3, to: "/m/file", flags: 1)
    fixture.descriptor("7", 4, to: "/m/other")
    fixture.write("proc/7/fdinfo/3", "pos:\t0\nflags:\t01\nmnt_id:\t5\n")
    fixture.link("proc/7/cwd", to: "/m/x")
    fixture.link("proc/7/root", to: "/")
    fixture.link("proc/7/exe", to: "/net/program")
    fixture.write(
      "proc/7/maps", "7f00-7f01 r-xp 0 08:02 12    /m/lib (deleted)\n1-2 r-xp 0 08:01 12    /lib\n")
    let procfs = Procfs(root: Bytes(fixture.procfs.utf8))
    let mounts = MountInfo.mounts(Bytes(text.utf8).span)
    let probe = GuardedProbe(BlockingPolicy(), mounts: mounts, pool: GuardPool(), procfs: procfs)
    #expect(probe.asksOnLookup)
    let target = Self.target("/m", on: mounts[2].device)
    let use = MountUseReader([target], procfs: procfs, probe: probe).use(by: [7], devices: [])
    #expect(use.mounts.map(\.id) == [5] && use.deniedPIDs.isEmpty)
    let holds = try #require(use.holds[7])
    #expect(holds.map(\.descriptor) == [.number, .currentDirectory, .deletedMemory])
    #expect(holds.map(\.path) == [Bytes("/m/file"), Bytes("/m/x"), Bytes("/m/lib")])
    #expect(holds[0].access == .write && holds[0].number == 3)
  }
}
