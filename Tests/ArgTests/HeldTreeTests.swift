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

  /// What is found in /srv, where `held` is told of all.
  private func found(
    _ held: [HeldFiles.File]?, in place: String = "/srv", descends: Bool = true, mounts: [Mount] = [root]
  ) -> [String]? {
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
      files.files = Set(held)
      files.holders = [7]
      return files
    }
    let found = tree.files(of: Self.directory, at: bytes(place), descends: descends)
    #expect(found == nil || found?.holders == [7])
    return found?.files.map { String(decoding: $0.suffix, as: UTF8.self) }.sorted()
  }

  private func file(_ path: String, _ inode: UInt64, isBound: Bool = false) -> HeldFiles.File {
    HeldFiles.File(
      identity: FileIdentity(device: Self.device, inode: inode), path: bytes(path), isBound: isBound)
  }

  @Test func inside() {
    let held = [file("/srv", 10), file("/srv/sub", 11), file("/srv/file", 12), file("/srv/sub/file", 13)]
    #expect(found(held) == ["file", "sub", "sub/file"])
    #expect(found(held, descends: false) == ["file", "sub"])
    // The directory itself by another path; and another file by the path that the directory has here.
    #expect(found([file("/else", 10)]) == [])
    #expect(found([file("/srv", 11)]) == nil)
    // A walk follows no links.
    #expect(found([file("/srv/link", 15)]) == [])
    #expect(found([]) == [])
  }

  @Test func unknown() {
    #expect(found(nil) == nil)
    // Below the directory in the file system, and opened elsewhere.
    #expect(found([file("/else/file", 12)]) == nil)
    #expect(found([file("/srvs", 18)]) == nil)
    #expect(found([file("", 12)]) == nil)
    // It has another name, is gone, or is hidden by another file.
    #expect(found([file("/srv/linked", 14)]) == nil)
    #expect(found([file("/srv/gone", 12)]) == nil)
    #expect(found([file("/srv/file", 13)]) == nil)
    #expect(found([file("/srv/file", 12), file("", 13)]) == nil)
  }

  @Test func mounts() {
    func mount(_ directory: String, _ device: UInt64 = 0x801) -> Mount {
      Mount(
        id: 2, directory: bytes(directory), source: bytes("/dev/root"), fileSystem: bytes("ext4"),
        device: DeviceNumber(rawValue: device))
    }
    let held = [file("/srv/file", 12)]
    #expect(found(held, mounts: [Self.root, mount("/srv/sub")]) == nil)
    #expect(found(held, mounts: [Self.root, mount("/srv/sub", 0x900)]) == ["file"])
    #expect(found(held, mounts: [Self.root, mount("/srvs")]) == ["file"])
    #expect(found(held, mounts: [Self.root, mount("/srv")]) == ["file"])
    #expect(found(held, mounts: [Self.root, mount("/srv", 0x900)]) == nil)
    // A socket's file may be in the directory by way of the other mount.
    let socket = [file("/run/socket", 17, isBound: true)]
    #expect(found(socket) == [])
    #expect(found(socket, mounts: [Self.root, mount("/mnt")]) == nil)
  }

  @Test func sockets() {
    // Of its inode 32 bits are known, and its path may have links.
    #expect(found([file("/srv/socket", 16, isBound: true)]) == ["socket"])
    #expect(found([file("/var/socket", 16, isBound: true)]) == ["socket"])
    #expect(found([file("/srv/./socket", 16, isBound: true)]) == ["socket"])
    #expect(found([file("socket", 16, isBound: true)]) == nil)
    #expect(found([file("/srv/other", 16, isBound: true)]) == nil)
    #expect(found([file("/srv/socket", 17, isBound: true)]) == nil)
    #expect(found([file("", 16, isBound: true)]) == nil)
  }
}
