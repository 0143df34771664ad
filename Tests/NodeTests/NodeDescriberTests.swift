import Glibc
import Misc
import Store
import Testing

@testable import Node

@Suite struct NodeDescriberTests {
  private struct Row {
    var file: OpenFile
    var name: String
    var found: [Bool]
  }

  private let identity = FileIdentity(device: DeviceNumber(major: 8, minor: 1), inode: 42)

  private func status(_ format: mode_t, links: UInt64 = 2, size: Int = 4096) -> FileStatus {
    var status = stat()
    status.st_mode = format | 0o644
    status.st_dev = dev_t(identity.device.rawValue)
    status.st_ino = ino_t(identity.inode)
    status.st_nlink = nlink_t(links)
    status.st_size = size
    status.st_rdev = dev_t(DeviceNumber(major: 4, minor: 64).rawValue)
    return FileStatus(status)
  }

  private func describe(
    _ status: NodeStatus, path: StaticString = "/some/file", ownName: StaticString = "",
    mounts: [Mount] = [], _ select: (inout Selection) -> Void = { _ in }
  ) -> Row {
    var request = Request(programName: Bytes("lsof"), warns: true)
    select(&request.selection)
    let describer = NodeDescriber(request, mounts: MountIndex(mounts))
    var file = OpenFile(.number, number: 3)
    var arena = ByteArena()
    var searchMatches = SearchMatches(request.selection)
    if ownName.utf8CodeUnitCount == 0 {
      describer.describe(&file, status, path: Bytes(path).span, in: &arena, &searchMatches)
    } else {
      describer.describe(&file, status)
      describer.name(
        &file, status, path: Bytes(path).span, ownName: Bytes(ownName).span, in: &arena, &searchMatches)
    }
    return Row(
      file: file, name: String(decoding: Bytes(arena[file.name]), as: UTF8.self), found: searchMatches.files)
  }

  private func target(
    _ path: StaticString, inode: UInt64 = 42, isFileSystem: Bool = false, nfsDirectory: StaticString? = nil
  ) -> FileTarget {
    FileTarget(
      argument: Bytes(path), path: Bytes(path),
      identity: FileIdentity(device: identity.device, inode: inode), isFileSystem: isFileSystem,
      nfsDirectory: nfsDirectory.map { Bytes($0) })
  }

  private func mount(_ directory: StaticString, _ traits: Mount.Traits, device: DeviceNumber) -> Mount {
    Mount(
      id: 1, directory: Bytes(directory), source: Bytes("host:/export"), fileSystem: Bytes("nfs4"),
      device: device, traits: traits)
  }

  @Test(
    arguments: [
      (S_IFREG, FileType.regular, 8), (S_IFDIR, .directory, 4), (S_IFLNK, .link, 10), (0, .unnamed, 0),
      (0o70000, .unnamed, 7),
    ] as [(mode_t, FileType, UInt8)])
  func filesWithASize(_ format: mode_t, _ type: FileType, _ bits: UInt8) {
    let file = describe(.full(status(format))).file
    #expect(file.type == type && file.node == .regular && file.modeBits == bits)
    #expect(file.known == [.device, .inode, .linkCount, .size])
    #expect(file.device == identity.device && file.inode == 42 && file.nodeColumn == .inode)
    #expect(file.size == 4096 && file.linkCount == 2)
  }

  @Test(
    arguments: [
      (S_IFCHR, FileType.character, NodeKind.character), (S_IFBLK, .block, .block),
    ] as [(mode_t, FileType, NodeKind)])
  func devicesHaveANumberAndNoSize(_ format: mode_t, _ type: FileType, _ node: NodeKind) {
    let file = describe(.full(status(format))).file
    #expect(file.type == type && file.node == node)
    #expect(file.known == [.device, .inode, .linkCount, .rawDevice])
    #expect(file.rawDevice == DeviceNumber(major: 4, minor: 64))
  }

  @Test func pipesHaveNoSize() {
    let file = describe(.full(status(S_IFIFO))).file
    #expect(file.type == .fifo && file.node == .fifo && file.known == [.device, .inode, .linkCount])
    // The other ends are for the dialect to tell.
    #expect(file.endpoint == .none)
  }

  @Test func theFileOfASocketHasNeitherLinksNorSize() {
    let file = describe(.full(status(S_IFSOCK))) { $0.linkLimit = 9 }.file
    #expect(file.type == .socket && file.known == [.device, .inode, .offset])
    #expect(file.selected.isEmpty)
  }

  @Test func ofAMappedFileTheIdentityIsKnown() {
    let row = describe(.mapped(identity))
    #expect(row.file.type == .regular && row.file.known == [.device, .inode] && row.name == "/some/file")
    #expect(row.file.inode == 42 && row.file.nodeColumn == .inode)
  }

  @Test func ofAFileThatBlocksTheDeviceIsKnown() {
    let file = describe(.device(identity.device, raw: DeviceNumber(rawValue: 7))).file
    #expect(file.type == .withoutStatus && file.known == [.device] && file.device == identity.device)
    #expect(file.rawDevice == DeviceNumber(rawValue: 7) && file.nodeColumn == .nothing)
  }

  @Test func ofAnUnknownFileThePathIsKnown() {
    let row = describe(.unknown) { $0.files = [target("/named")] }
    #expect(row.file.type == .withoutStatus && row.file.known == [] && row.name == "/some/file")
    #expect(row.found == [false] && row.file.selected.isEmpty)
  }

  @Test(arguments: [(0, false), (1, false), (2, false), (3, true)] as [(UInt64, Bool)])
  func fewerLinksThanTheLimitAreSelected(_ limit: UInt64, _ isSelected: Bool) {
    let row = describe(.full(status(S_IFREG, links: 2))) { $0.linkLimit = limit }
    #expect(row.file.selected == (isSelected ? .linkCount : []))
  }

  @Test func theMountSelectsFilesWithOtherDevices() {
    let mount = DeviceNumber(major: 0, minor: 40)
    var named = target("/m", inode: 256, isFileSystem: true)
    named.identity.device = DeviceNumber(major: 0, minor: 41)
    named.mountDevice = mount
    var status = status(S_IFREG)
    #expect(describe(.full(status)) { $0.files = [named] }.file.selected.isEmpty)
    status.mountDevice = mount
    let row = describe(.full(status)) { $0.files = [named] }
    #expect(row.file.selected == .name && row.found == [true] && row.name == "/some/file")
    let names = NameIndex([named])
    #expect(names.needsMounts && names.mayInclude(status) && names.mayInclude(fileOn: mount))
    #expect(names.mayInclude(mapped: FileIdentity(device: mount, inode: 9)))
    #expect(!names.mayInclude(mapped: identity))
    // Maps may have the device of a layer.
    named.identity.device = mount
    #expect(NameIndex([named]).mayInclude(mapped: identity))
  }

  @Test func aFileWithTwoDevicesIsLookedForInMaps() {
    var named = target("/m/file")
    #expect(!NameIndex([named]).needsMounts)
    let mapped = FileIdentity(device: DeviceNumber(major: 0, minor: 40), inode: 42)
    #expect(!NameIndex([named]).mayInclude(mapped: mapped))
    named.mountDevice = mapped.device
    #expect(NameIndex([named]).mayInclude(mapped: mapped) && !NameIndex([named]).needsMounts)
  }

  @Test func aBlockDeviceSelectsItselfAndTheFilesOnIt() {
    let disk = DeviceNumber(major: 7, minor: 3)
    var named = target("/dev/loop3", inode: 9)
    named.mountDevice = disk
    named.isBlockDevice = true
    var file = status(S_IFREG)
    #expect(describe(.full(file)) { $0.files = [named] }.file.selected.isEmpty)
    file.device = disk
    #expect(describe(.full(file)) { $0.files = [named] }.file.selected == .name)
    #expect(NameIndex([named]).mayInclude(file) && !NameIndex([named]).needsMounts)
    file.device = identity.device
    file.inode = 9
    #expect(describe(.full(file)) { $0.files = [named] }.name == "/dev/loop3")
  }

  @Test func whatItsServerHasRemovedHasFewerLinksThanOne() {
    for (limit, isSelected) in [(0, false), (1, true)] as [(UInt64, Bool)] {
      var request = Request(programName: Bytes("lsof"), warns: true)
      request.selection.linkLimit = limit
      var file = OpenFile(.number, number: 3)
      NodeDescriber(request, mounts: MountIndex([])).selectRemoved(&file)
      #expect(file.selected == (isSelected ? .linkCount : []))
    }
  }

  @Test func anExemptFileSystemIsFoundByItsDirectory() {
    var selection = Selection()
    selection.files = [target("/a", isFileSystem: true), target("/a"), target("/b", isFileSystem: true)]
    let names = NameIndex(selection.files)
    var searchMatches = SearchMatches(selection)
    #expect(names.includes(fileSystemAt: Bytes("/a"), &searchMatches))
    #expect(!names.includes(fileSystemAt: Bytes("/c"), &searchMatches))
    #expect(searchMatches.files == [true, false, false])
  }

  @Test func nfsIsWhereMountAndPathSay() {
    let mounts = [mount("/some", .nfs, device: identity.device)]
    let row = describe(.full(status(S_IFREG)), mounts: mounts) { $0.nfs = true }
    #expect(row.file.node == .nfs && row.name == "/some/file (host:/export)" && row.file.selected == .nfs)
    let unasked = describe(.full(status(S_IFREG)), mounts: mounts)
    #expect(unasked.file.node == .nfs && unasked.file.selected.isEmpty)
  }

  @Test func nfsIsNowhereElse() {
    let other = DeviceNumber(major: 0, minor: 50)
    for mounts in [
      [mount("/some", .nfs, device: other)], [mount("/other", .nfs, device: identity.device)],
      [mount("/some", [], device: identity.device)],
    ] {
      let row = describe(.full(status(S_IFREG)), mounts: mounts) { $0.nfs = true }
      #expect(row.file.node == .regular && row.name == "/some/file" && row.file.selected.isEmpty)
    }
    let mounts = [mount("/some", .nfs, device: identity.device)]
    #expect(describe(.full(status(S_IFIFO)), mounts: mounts).file.node == .fifo)
    #expect(describe(.unknown, mounts: mounts).file.node == .regular)
  }

  @Test func anArgumentNamesTheFile() {
    let row = describe(.full(status(S_IFREG))) { $0.files = [target("/named"), target("/other", inode: 7)] }
    #expect(row.name == "/named" && row.file.selected == .name && row.found == [true, false])
  }

  @Test func aFileSystemSelectsAndDoesNotName() {
    let row = describe(.full(status(S_IFREG))) { $0.files = [target("/", isFileSystem: true)] }
    #expect(row.name == "/some/file" && row.file.selected == .name && row.found == [true])
  }

  @Test func anNFSMountSelectsItsOwnFiles() {
    let mounts = [mount("/some", .nfs, device: identity.device)]
    let row = describe(.full(status(S_IFREG)), mounts: mounts) {
      $0.files = [
        target("/some", isFileSystem: true, nfsDirectory: "/some"),
        target("/else", isFileSystem: true, nfsDirectory: "/else"),
      ]
    }
    #expect(row.found == [true, false] && row.file.selected == .name)
  }

  /// A kind's own name stands even for a file that was named; that counts as found all the same.
  @Test func aNameOfItsOwnIsShownAsItIs() {
    let row = describe(.full(status(0)), path: "anon_inode", ownName: "[eventfd:4]") {
      $0.files = [target("/proc/5/fd/3")]
    }
    #expect(row.name == "[eventfd:4]" && row.file.selected == .name && row.found == [true])
  }

  @Test func whereOnlySocketsCanBeListedNoFileIsFound() {
    func found(_ selectors: Selectors) -> [Bool] {
      describe(.full(status(S_IFREG))) {
        $0.files = [target("/some/file")]
        $0.isEverything = false
        $0.requiresAll = true
        $0.selectors = selectors
      }.found
    }
    #expect(found([.name, .pid]) == [true])
    #expect(found([.name, .unix]) == [false] && found([.name, .internet]) == [false])
  }
}
