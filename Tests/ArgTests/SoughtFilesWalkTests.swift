import Glibc
import Misc
import Store
import TestSupport
import Testing

@testable import Arg

/// A walk for files that are sought finds what a walk through everything does.
struct SoughtFilesWalkTests {
  /// More than are visited before it is asked which files are held; three in a row are links of one file.
  private static let fileCount = 4500

  private let top: String

  init() throws {
    top = try #require(temporaryDirectory("sought"))
    for directory in 0..<30 {
      mkdir("\(top)/\(directory)", 0o755)
      mkdir("\(top)/\(directory)/below", 0o755)
    }
    for number in 0..<Self.fileCount {
      let path = "\(top)/\(number % 30)/below/\(number)"
      let first = "\(top)/\((number - number % 3) % 30)/below/\(number - number % 3)"
      if number % 3 == 0 || link(first, path) != 0 { close(creat(path, 0o600)) }
      if number % 100 == 0 { link(path, "\(top)/\(number % 30)/\(number)") }
    }
    symlink("0", "\(top)/link")
  }

  private func tree(_ held: HeldFiles?) -> DirectoryTree {
    let silent = Diagnostics(programName: bytes("lsof"), warns: false, escaper: Escaper())
    let links = LinkResolver(probe: RealProbe(), avoidsBlocking: false, diagnostics: silent)
    var status = stat()
    stat(top, &status)
    let root = Mount(
      id: 1, directory: bytes("/"), source: bytes("/dev/root"), fileSystem: bytes("ext4"),
      device: DeviceNumber(rawValue: UInt64(status.st_dev)), traits: .listsInodes)
    let mounts = MountTable([root])
    let reader = DirectoryReader(
      links: links, mounts: mounts, crossesFileSystems: false, followsLinks: false, diagnostics: silent)
    return DirectoryTree(
      reader: reader, held: held.map { held in HeldTree(links: links, mounts: mounts) { _, _ in held } })
  }

  @Test(arguments: [true, false])
  func finds(descends: Bool) throws {
    defer { removeTree(top) }
    let search = DirectorySearch(path: bytes(top), descends: descends)
    let all = try #require(tree(nil).targets(of: search)).files
    // Of a file with several names the last target counts.
    var last: [FileIdentity: Bytes] = [:]
    for target in all { last[target.identity] = target.path }
    var held = HeldFiles()
    let someOfThem = last.keys.sorted { $0.inode < $1.inode }.enumerated().filter { $0.offset % 7 == 0 }
    for (_, identity) in someOfThem {
      let holder = Int32(truncatingIfNeeded: identity.inode)
      held.insert(HeldFiles.File(identity: identity, path: []), holder: holder)
    }
    let targets = try #require(tree(held).targets(of: search))
    if !descends {
      #expect(targets.files == all && targets.holders == nil)
      return
    }
    #expect(targets.files.count < all.count)
    var found: [FileIdentity: Bytes] = [:]
    for target in targets.files { found[target.identity] = target.path }
    for (_, identity) in someOfThem { #expect(found[identity] == last[identity]) }
    // The directory is no less held than what is in it.
    #expect(targets.holders?.pids == Set(someOfThem.map { Int32(truncatingIfNeeded: $0.element.inode) }))
  }
}
