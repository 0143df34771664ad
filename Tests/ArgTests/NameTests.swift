import Glibc
import Misc
import Store
import TestSupport
import Testing

@testable import Arg

@Suite struct NameTests {
  private func resolve(_ path: String) -> String? {
    let links = LinkResolver(
      probe: Run.probe, avoidsBlocking: false,
      diagnostics: .init(programName: bytes("t"), warns: false, escaper: .init()))
    return links.resolve(bytes(path)).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func links() {
    #expect(resolve("/link/passwd") == "/etc/passwd")
    #expect(resolve("/abs/x/") == "/etc/x/")
    #expect(resolve("rel/../x") == "rel/../x")
    #expect(resolve("") == "")
    #expect(resolve("//") == "//")
    #expect(resolve("/a/x") == nil)
    #expect(resolve(String(repeating: "/x", count: 3000)) == nil)
  }

  @Test func files() throws {
    let files = try #require(Run("/link/passwd /etc/passwd// passwd").request).selection.files
    #expect(files.map(\.argument) == [bytes("/link/passwd"), bytes("/etc/passwd//"), bytes("passwd")])
    #expect(files.map(\.path) == [bytes("/etc/passwd"), bytes("/etc/passwd"), bytes("passwd")])
    #expect(files.allSatisfy { !$0.isFileSystem && $0.identity.inode == 77 })
  }

  @Test("mount points stand for their file systems")
  func mounts() throws {
    let files = try #require(Run("/home/ /net /").request).selection.files
    #expect(files.allSatisfy { $0.isFileSystem })
    #expect(files.map(\.path) == [bytes("/home"), bytes("/net"), bytes("/")])
    // The first is what stat says, the second can't be asked.
    #expect(files.map(\.identity.device.rawValue) == [0x2f, 0x30, 0x801])
    #expect(files.map(\.nfsDirectory) == [nil, bytes("/net"), nil])
    // Files on the first have other devices than the mount.
    #expect(files.map(\.mountDevice?.rawValue) == [0x900, nil, nil])
    let plain = try #require(Run("-f -- /home").request).selection.files
    #expect(!plain[0].isFileSystem)
    #expect(try #require(Run("/auto").request).selection.files[0].isFileSystem == false)
    let blocked = try #require(Run("-bw /home").request).selection.files
    #expect(blocked.map(\.identity.device.rawValue) == [0x900])
    let exempt = try #require(Run("-e /home /home").request)
    #expect(exempt.selection.files.map(\.identity.device.rawValue) == [0x900])
    #expect(exempt.blockingPolicy.exemptions.map(\.path) == [bytes("/home")])
  }

  @Test(
    "a mount point is known by whatever path leads there",
    arguments: ["/net/.", "//net", "/./net//", "/home/../net", "/link/../net", "/home/.././net/x/.."])
  func places(name: String) throws {
    for line in [name, "+f -- \(name)"] {
      let files = try #require(Run(line).request).selection.files
      #expect(files.map(\.path) == [bytes("/net")] && files[0].isFileSystem)
    }
    #expect(try #require(Run("-e \(name)").request).blockingPolicy.exemptions.map(\.path) == [bytes("/net")])
    // Links that are not followed can lead elsewhere.
    if name.contains("..") { #expect(Run("-bw +f -- \(name)").isFailure) }
  }

  @Test("a mount point in the working directory")
  func relativePlaces() throws {
    let directory = try #require(Path.workingDirectory)
    let below = directory == bytes("/") ? bytes("/m") : directory + bytes("/m")
    let mounts = [below, directory].enumerated().map { index, place in
      Mount(
        id: index, directory: place, source: bytes("x"), fileSystem: bytes("tmpfs"),
        device: DeviceNumber(rawValue: UInt64(index) + 7))
    }
    for (name, place) in [
      ("m", below), ("./m", below), ("m/.", below), (".", directory), ("m/..", directory),
    ] {
      let request = try #require(Run([bytes(name)], mounts: mounts).request)
      #expect(request.selection.files.map(\.path) == [place] && request.selection.files[0].isFileSystem)
    }
  }

  @Test("files on subvolumes and layers have the mount's device too")
  func mixedDevices() throws {
    let mounts = [("/", Mount.Traits.listsInodes, 1), ("/etc", .mixesDevices, 2), ("/etc/x", [], 3)].map {
      Mount(
        id: 1, directory: bytes($0), source: bytes("x"), fileSystem: bytes("x"),
        device: DeviceNumber(rawValue: $2), traits: $1)
    }
    let table = MountTable(mounts)
    for (place, device) in [("/", nil), ("/etc", 2), ("/etc/a/b", 2), ("/etc/x/y", nil), ("/e", nil)]
      as [(String, UInt64?)]
    {
      #expect(table.mixedDevice(of: bytes(place))?.rawValue == device)
    }
    #expect(table.mixedDevice(of: nil) == nil)
    let files = try #require(Run([bytes("/etc/passwd"), bytes("/dev/null")], mounts: mounts).request)
      .selection.files
    #expect(files.map(\.mountDevice?.rawValue) == [2])
  }

  @Test("mounted block devices stand for their file systems")
  func devices() throws {
    for name in ["/dev/dm-0", "/dev/mapper/home"] {
      let files = try #require(Run(name).request).selection.files
      #expect(files.map(\.path) == [bytes("/home")] && files[0].isFileSystem)
    }
    #expect(try #require(Run("/dev/sda1").request).selection.files.map(\.path) == [bytes("/")])
    // It may be mounted in another namespace.
    let elsewhere = try #require(Run("/dev/sdb").request).selection.files[0]
    #expect(!elsewhere.isFileSystem && elsewhere.isBlockDevice && elsewhere.mountDevice?.rawValue == 0x810)
    let itself = try #require(Run("-f -- /dev/sdb").request).selection.files[0]
    #expect(!itself.isBlockDevice && itself.mountDevice == nil)
    #expect(try #require(Run("-f -- /dev/dm-0").request).selection.files[0].isFileSystem == false)
  }

  @Test("+f takes file systems only")
  func fileSystems() throws {
    let files = try #require(Run("+f -- /home host:/srv proc").request).selection.files
    #expect(files.map(\.path) == [bytes("/home"), bytes("/net"), bytes("/proc")])
    #expect(Run("+f -- /etc/passwd").isFailure)
    #expect(try #require(Run("+f -- /etc/passwd /").request).hadBadName)
  }

  @Test func badNames() throws {
    #expect(Run("/nosuch").isFailure && Run("/nosuch").messages.contains("/nosuch"))
    #expect(Run("''").isFailure && Run("/a").isFailure)
    let mixed = Run("/nosuch /etc/passwd")
    #expect(try #require(mixed.request).hadBadName)
    #expect(try #require(mixed.request).selection.files.count == 1)
    #expect(mixed.messages.contains("/nosuch"))
    let forgiven = Run("-Q /nosuch")
    let request = try #require(forgiven.request)
    #expect(request.selection.files.isEmpty && !request.selection.isEverything && !request.hadBadName)
    #expect(forgiven.messages.isEmpty)
  }

  @Test("links of procfs that show no path")
  func pipes() throws {
    let files = try #require(Run("/proc/1/fd/3").request).selection.files
    #expect(files.map(\.identity.inode) == [4711] && files[0].path == bytes("/proc/1/fd/3"))
  }

  @Test func exemptions() throws {
    let exemptions = try #require(Run("+e /home -e /home// -e /").request).blockingPolicy.exemptions
    #expect(exemptions.map(\.path) == [bytes("/home"), bytes("/")])
    #expect(exemptions.map(\.avoidsLinks) == [true, false])
    #expect(exemptions[0].device == nil)
    #expect(Run("-e /link").isRefused)
    // With -b it may be a link.
    #expect(
      try #require(Run("-b -e /link").request).blockingPolicy.exemptions.map(\.path) == [bytes("/link")])
  }

  @Test func mountSupplement() throws {
    let directory = try #require(temporaryDirectory("supplement"))
    defer { removeTree(directory) }
    let path = directory + "/mounts"
    let file = open(path, O_RDWR | O_CREAT, 0o600)
    try #require(file >= 0)
    defer { close(file) }
    func exemption(_ lines: String) throws -> (Exemption?, String) {
      ftruncate(file, 0)
      pwrite(file, lines, lines.utf8.count, 0)
      let run = Run("+m \(path) -e /home")
      return (try #require(run.request).blockingPolicy.exemptions.first, run.messages)
    }
    #expect(try exemption("/home 0x901\n/ 0x1\n").0?.device == DeviceNumber(rawValue: 0x901))
    for bad in ["home 0x1\n", "/home 1\n", "/home 0xg\n", "/home\n", "/home 0x1\n/home 0x2\n"] {
      let (exemption, messages) = try exemption(bad)
      #expect(exemption?.device == nil && messages.contains("line"))
    }
  }
}

@Suite struct DirectoryTests {
  /// A directory with a file, a directory in it that has a file, and links out of and around the tree.
  private func withTree(_ body: (String) throws -> Void) throws {
    let root = try #require(temporaryDirectory("arg"))
    defer { removeTree(root) }
    let made = [
      mkdir(root + "/sub", 0o755), symlink(root, root + "/sub/up"), symlink("/etc/passwd", root + "/out"),
    ]
    for name in ["/one", "/sub/two"] { close(creat(root + name, 0o644)) }
    try #require(made.allSatisfy { $0 == 0 })
    try body(root)
  }

  private func names(_ arguments: [String], _ root: String) throws -> Set<String> {
    let run = Run(arguments.map(bytes), makeProbe: { _ in RealProbe() })
    let files = try #require(run.request).selection.files
    #expect(files.allSatisfy { !$0.isFileSystem && $0.argument.withoutTrailingSlashes == $0.path })
    return Set(files.map { String(decoding: $0.path.dropFirst(root.utf8.count), as: UTF8.self) })
  }

  @Test func tree() throws {
    try withTree { (root: String) throws in
      #expect(try names(["+d", root], root) == ["", "/one", "/sub"])
      #expect(try names(["+d", root + "/"], root) == ["", "/one", "/sub"])
      #expect(try names(["+D", root], root) == ["", "/one", "/sub", "/sub/two"])
    }
  }

  @Test("-x counts before and after +d, and links that lead up end")
  func crossing() throws {
    try withTree { (root: String) throws in
      let all: Set = ["", "/one", "/sub", "/sub/two", "/sub/up", "/out"]
      #expect(try names(["+D", root, "-x"], root) == all)
      #expect(try names(["-x", "l", "-xf", "+D", root], root) == all)
      #expect(try names(["+d", root, "-xl"], root) == ["", "/one", "/sub", "/out"])
    }
  }
}
