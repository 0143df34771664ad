import Misc
import Store

/// A file in memory alone (memfd_create(2)): its link is `/memfd:` and a name. Its seals are told only to one who has
/// it open (fcntl(2), F_GET_SEALS).
struct MemoryFile: FileKind {
  static let marks = [FileMark.path("/memfd:")]
  static let purposes: RequiredFields = .facts

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    guard let seals = source.reader.seals(ofMemory: source.path) else { return }
    for (bit, name) in Self.seals where seals & bit != 0 { facts.add(.seals, Bytes(name)) }
  }

  /// F_SEAL_* of include/uapi/linux/fcntl.h.
  private static let seals: [(bit: UInt32, name: StaticString)] = [
    (0x1, "seal"), (0x2, "shrink"), (0x4, "grow"), (0x8, "write"), (0x10, "future-write"), (0x20, "exec"),
  ]
}
