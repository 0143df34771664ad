import Glibc
import Store
import Testing

@testable import Misc

@Suite struct DirectoryEntriesTests {
  /// A struct linux_dirent64: inode, offset, length, type, name and what fills it up.
  private func entry(
    _ name: String, inode: UInt64 = 7, type: Int32 = Int32(DT_REG), length: Int? = nil, ends: Bool = true
  ) -> Bytes {
    let text = Bytes(name.utf8) + (ends ? [0] : [])
    let padding = (8 - (19 + text.count) % 8) % 8
    let size = UInt16(length ?? 19 + text.count + padding)
    return withUnsafeBytes(of: inode) { Bytes($0) } + Bytes(repeating: 0xff, count: 8)
      + withUnsafeBytes(of: size) { Bytes($0) } + [UInt8(type)] + text
      + Bytes(repeating: ends ? 0 : 0x78, count: padding)
  }

  private func names(_ buffer: Bytes) -> [String] {
    var names: [String] = []
    buffer.withUnsafeBytes { bytes in
      DirectoryEntries.forEach(bytes) { names.append(String(decoding: $0.name, as: UTF8.self)) }
    }
    return names
  }

  @Test func entriesComeInOrderWithoutTheDirectoryAndItsParent() {
    #expect(
      names(entry(".") + entry("..") + entry("b") + entry("a longer name") + entry("...")) == [
        "b", "a longer name", "...",
      ])
  }

  @Test func inodeTypeAndPathAreRead() {
    let buffer = entry("x", inode: 0x1_0000_0002, type: Int32(DT_DIR))
    buffer.withUnsafeBytes { bytes in
      var entries = DirectoryEntries(bytes)
      let entry = entries.next()
      #expect(entry?.inode == 0x1_0000_0002 && entry?.type == .directory)
      #expect(entry.map { strlen($0.path) } == 1)
      #expect(entries.next() == nil)
    }
  }

  @Test func whatIsCutShortEndsThem() {
    let whole = entry("a")
    #expect(names([]) == [])
    for count in 1..<whole.count { #expect(names(Bytes(whole.prefix(count))) == []) }
    #expect(names(whole + whole.dropLast()) == ["a"])
    #expect(names(whole + entry("b", length: 0) + whole) == ["a"])
    #expect(names(whole + entry("b", length: 19) + whole) == ["a"])
    #expect(names(whole + entry("b", length: 999) + whole) == ["a"])
  }

  @Test func namesWithoutAnEndAreLeftOut() {
    #expect(names(entry("") + entry("abc", ends: false) + entry("d")) == ["d"])
  }

  @Test func directoriesAreListed() throws {
    var names: Set<Bytes> = []
    try DirectoryEntries.forEach(in: Bytes("/proc/self")) { names.insert(Bytes($0.name)) }
    #expect(names.isSuperset(of: [Bytes("fd"), Bytes("maps"), Bytes("stat")]))
    #expect(!names.contains(Bytes(".")))
  }

  @Test func whyNothingIsListedIsSaid() {
    #expect(throws: SystemError(code: ENOTDIR)) {
      try DirectoryEntries.forEach(in: Bytes("/proc/self/stat")) { _ in }
    }
    #expect(throws: SystemError.noEntry) { try DirectoryEntries.forEach(in: Bytes("/proc/nothing")) { _ in } }
  }
}
