import Misc
import Store

/// A block device. What sysfs has of a loop device says which file that shows (drivers/block/loop.c).
struct BlockDevice: FileKind {
  static let marks = [FileMark.block]
  static let purposes: RequiredFields = .facts

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    if !file.known.contains(.rawDevice) { return }
    facts.add(.backingFile, source.reader.backingFile(ofLoop: file.rawDevice))
  }
}
