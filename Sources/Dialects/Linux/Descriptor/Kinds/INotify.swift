import Misc
import Store

/// An inotify instance (inotify(7)). Its fdinfo has a line for each watch, in hexadecimal but for the handle's numbers:
/// `inotify wd:1 ino:3df9d sdev:fe00000 mask:100 ignored_mask:0 fhandle-bytes:8 fhandle-type:1 f_handle:9d...`
/// (fs/notify/fdinfo.c, inotify_fdinfo, and the kernel's Documentation/filesystems/proc.rst).
struct INotify: AnonymousInodeKind {
  static let marks = [FileMark.anonymousInode("inotify")]

  private var watches: [WatchedInode] = []

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if !label.equals("inotify") { return }
    var cursor = TextCursor(value)
    _ = cursor.value(of: "wd:")
    if let watch = WatchedInode(&cursor) { watches.append(watch) }
  }

  /// The kernel has the newest watch first.
  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    for watch in watches {
      facts.add(.watchedInodes, watch.inode(on: source.reader.name(of: watch.device)))
      facts.add(.watchedInodesRaw, watch.inode(on: watch.device.text))
      facts.add(.watchedPaths, source.reader.path(of: watch))
      facts.add(.watchEvents, WatchedInode.events.names(of: watch.mask))
    }
  }
}
