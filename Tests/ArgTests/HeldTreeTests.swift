import Glibc
import Misc
import Store
import Testing

@testable import Arg

/// Where the files are of which the kernel's tables tell, and when they can't say.
struct HeldTreeTests {
  private static let device = DeviceNumber(rawValue: 0x801)
  private static let directory = FileIdentity(device: device, inode: 10)
  private static let root = Mount(
    id: 1, directory: bytes("/"), source: bytes("/dev/root"), fileSystem: bytes("ext4"), device: device)

  /// What is found in /srv, where `held` is told of all, and the inodes that may be there.
  private func found(
    _ held: [HeldFiles.File]?, in place: String = "/srv", descends: Bool = true, mounts: [Mount] = [root]
  ) -> (files: [String], sought: [UInt64])? {
    var files: [Bytes: FileStatus] = [:]
    func put(_ path: String, _ inode: UInt64, _ mode: Int32 = Int32(S_IFREG), links: UInt64 = 1) {
      var status = status(device: 0x801, inode: inode, mode: mode)
      status.linkCount = links
      files[bytes(path)] = status
    }
    put("/srv", 10, Int32(S_IFDIR), links: 3)
    put("/srv/sub", 11, Int32(S_IFDIR), links: 2)
    put("/srv/file", 12)
    put("/srv/sub/file", 13)
    put("/srv/linked", 14, links: 2)
    put("/srv/link", 15, Int32(S_IFLNK))
    put("/srv/socket", 1 << 32 | 16, Int32(S_IFSOCK))
    put("/run/socket", 17, Int32(S_IFSOCK))
    put("/srvs", 18)
    let links = LinkResolver(
      probe: FakeProbe(files: files, links: [bytes("/var"): bytes("/srv")]), avoidsBlocking: false,
      diagnostics: Diagnostics(programName: bytes("lsof"), warns: false, escaper: Escaper()))
    let tree = HeldTree(links: links, mounts: MountTable(mounts)) { directory, _ in
      #expect(directory == Self.directory)
      guard let held else { return nil }
      var files = HeldFiles()
      // The process has the number of the file.
      for file in held {
        if file.isBound {
          files.insert(file)
        } else {
          files.insert(file, holder: Int32(file.identity.inode))
        }
      }
      return files
    }
    guard let found = tree.files(of: Self.directory, at: bytes(place), descends: descends) else { return nil }
    let sought = (10..<20).filter(found.sought.contains)
    #expect(found.sought.isEmpty == sought.isEmpty)
    for inode in sought { #expect(found.sought.holders(of: inode).pids.isSubset(of: [Int32(inode)])) }
    return (found.files.map { String(decoding: $0.suffix, as: UTF8.self) }.sorted(), sought)
  }

  private func inside(
    _ held: [HeldFiles.File], in place: String = "/srv", descends: Bool = true, mounts: [Mount] = [root]
  ) -> [String]? {
    let found = found(held, in: place, descends: descends, mounts: mounts)
    #expect(found?.sought.isEmpty != false)
    return found?.files
  }

  /// What may be there of these.
  private func sought(_ held: HeldFiles.File..., mounts: [Mount] = [root]) -> [UInt64]? {
    found(held, mounts: mounts)?.sought
  }

  private func file(_ path: String, _ inode: UInt64, isBound: Bool = false) -> HeldFiles.File {
    HeldFiles.File(
      identity: FileIdentity(device: Self.device, inode: inode), path: bytes(path), isBound: isBound)
  }

  @Test func filesInside() {
    let held = [file("/srv", 10), file("/srv/sub", 11), file("/srv/file", 12), file("/srv/sub/file", 13)]
    #expect(inside(held) == ["file", "sub", "sub/file"])
    #expect(inside(held, descends: false) == ["file", "sub"])
    // The directory itself by another path; and another file by the path that the directory has here.
    #expect(inside([file("/else", 10)]) == [])
    #expect(sought(file("/srv", 11)) == [11])
    // A walk follows no links.
    #expect(inside([file("/srv/link", 15)]) == [])
    #expect(inside([]) == [])
  }

  @Test func unknown() {
    #expect(found(nil) == nil)
    // Below the directory in the file system, and opened elsewhere.
    #expect(sought(file("/else/file", 12)) == [12])
    #expect(sought(file("/srvs", 18)) == [18])
    #expect(sought(file("", 12)) == [12])
    // It has another name, is gone, or is hidden by another file.
    #expect(sought(file("/srv/linked", 14)) == [14])
    #expect(sought(file("/srv/gone", 12)) == [12])
    #expect(sought(file("/srv/file", 13)) == [13])
    let both = found([file("/srv/file", 12), file("", 13)])
    #expect(both?.files == ["file"])
    #expect(both?.sought == [13])
  }

  @Test func mounts() {
    func mount(_ directory: String, _ device: UInt64 = 0x801) -> Mount {
      Mount(
        id: 2, directory: bytes(directory), source: bytes("/dev/root"), fileSystem: bytes("ext4"),
        device: DeviceNumber(rawValue: device))
    }
    let held = [file("/srv/file", 12)]
    #expect(inside(held, mounts: [Self.root, mount("/srv/sub")]) == nil)
    #expect(inside(held, mounts: [Self.root, mount("/srv/sub", 0x900)]) == ["file"])
    #expect(inside(held, mounts: [Self.root, mount("/srvs")]) == ["file"])
    #expect(inside(held, mounts: [Self.root, mount("/srv")]) == ["file"])
    #expect(inside(held, mounts: [Self.root, mount("/srv", 0x900)]) == nil)
    // A socket's file may be in the directory by way of the other mount.
    let socket = file("/run/socket", 17, isBound: true)
    #expect(inside([socket]) == [])
    #expect(sought(socket, mounts: [Self.root, mount("/mnt")]) == [17])
  }

  @Test func sockets() {
    // Of its inode 32 bits are known, and its path may have links.
    #expect(inside([file("/srv/socket", 16, isBound: true)]) == ["socket"])
    #expect(inside([file("/var/socket", 16, isBound: true)]) == ["socket"])
    #expect(inside([file("/srv/./socket", 16, isBound: true)]) == ["socket"])
    #expect(sought(file("socket", 16, isBound: true)) == [16])
    #expect(sought(file("/srv/other", 16, isBound: true)) == [16])
    #expect(sought(file("/srv/socket", 17, isBound: true)) == [17])
    #expect(sought(file("", 16, isBound: true)) == [16])
  }

  @Test func soughtFiles() {
    var sought = SoughtFiles()
    var (first, second) = (Holders(), Holders())
    first.insert(1, descriptor: 3)
    second.insert(2, descriptor: nil)
    second.insert(1, descriptor: 4)
    sought.insert(5, first)
    sought.insert(5, second)
    sought.insert(1 << 32 | 6, Holders())
    #expect(sought.contains(5) && sought.contains(6) && sought.contains(1 << 32 | 5))
    #expect(!sought.contains(7) && !sought.contains(1 << 16 | 5))
    let holders = sought.holders(of: 5)
    #expect(holders.pids == [1, 2] && sought.holders(of: 6).pids == [] && sought.holders(of: 7).pids == [])
    #expect(holders[1]?.descriptors == [3, 4] && holders[1]?.hasOthers == false)
    #expect(holders[2]?.descriptors == [] && holders[2]?.hasOthers == true && holders[3] == nil)
  }
}
