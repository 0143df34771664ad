import Misc
import Store
import Testing

@testable import LinuxDialect

@Suite struct FdInfoTests {
  /// Keeps what it is shown.
  private struct Recorder: FileKind {
    static let marks: [FileMark] = []
    static let purposes: RequiredFields = []
    static let readsFdInfo = true

    var lines: [String] = []

    mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
      lines.append(
        String(decoding: Bytes(label), as: UTF8.self) + "|" + String(decoding: Bytes(value), as: UTF8.self))
    }
  }

  private func parse(_ text: String) -> FdInfo {
    var kind: (any FileKind)?
    return FdInfo(Bytes(text.utf8).span, &kind)
  }

  private func linesForKind(_ text: String) -> [String]? {
    var kind: (any FileKind)? = Recorder()
    _ = FdInfo(Bytes(text.utf8).span, &kind)
    return (kind as? Recorder)?.lines
  }

  @Test func positionAndFlags() {
    let info = parse("pos:\t4096\nflags:\t0100002\nmnt_id:\t12\nino:\t5\n")
    #expect(info.position == 4096)
    #expect(info.flags == 0o100002)
  }

  @Test func theMountIsReadWhereItIsWanted() {
    func mount(_ text: String, readsMount: Bool = true) -> UInt64? {
      var kind: (any FileKind)?
      return FdInfo(Bytes(text.utf8).span, &kind, readsMount: readsMount).mountID
    }
    #expect(mount("pos:\t4096\nflags:\t0100002\nmnt_id:\t12\nino:\t5\n") == 12)
    #expect(mount("pos:\t4096\nflags:\t0100002\nmnt_id:\t12\n", readsMount: false) == nil)
    #expect(mount("pos:\t4096\nflags:\t0100002\n") == nil && mount("mnt_id:\tx\n") == nil)
  }

  @Test func theKindTakesAllOtherLines() {
    let text = "pos:\t0\nflags:\t02\nmnt_id:\t15\ntfd:        5 events:       19\n\neventfd-id: 4\nlast"
    #expect(linesForKind(text) == ["mnt_id:|15", "tfd:|5 events:       19", "|", "eventfd-id:|4", "last|"])
  }

  @Test func locksAreReadWhereTheyAreWanted() {
    let text =
      "pos:\t0\nflags:\t02\nmnt_id:\t15\nino:\t3\nlock:\t1: FLOCK  ADVISORY  READ 12 08:11:42 0 EOF\n"
      + "lock:\t2: OFDLCK ADVISORY  WRITE -1 08:11:42 5 9\n"
    func locks(_ text: String, _ kind: (any FileKind)? = nil, readsLocks: Bool = true) -> [FileLock] {
      var kind = kind
      return FdInfo(Bytes(text.utf8).span, &kind, readsLocks: readsLocks).locks
    }
    #expect(locks(text).map(\.lock) == [.readFull, .writePartial])
    #expect(locks(text).map(\.taker) == [12, -1])
    #expect(locks(text, readsLocks: false).isEmpty)
    #expect(locks(text, Recorder(), readsLocks: false).isEmpty)
    // What follows the locks belongs to the kind of file.
    #expect(locks(text + "tfd: 5\n" + text, Recorder()).count == 4)
    #expect(locks(text + "tfd: 5\n" + text).count == 2)
  }

  @Test func aKindWithoutNeedOfFdInfoIsShownNone() {
    var kind: (any FileKind)? = Pipe()
    let info = FdInfo(Bytes("flags:\t02\npos:\t7\nino:\t5\n").span, &kind)
    #expect(info.position == 7 && info.flags == 2)
  }

  @Test(arguments: ["", "\n", "pos:", "pos:\t", "flags: 9", "tfd: x", "pos", "\0\0\0", "::::"])
  func oddTextIsHarmless(_ text: String) {
    #expect(parse(text).position == nil)
    #expect(linesForKind(text) != nil)
  }
}
