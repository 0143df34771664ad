import Misc
import Store

/// A mount with its place in the tree of mounts (proc_pid_mountinfo(5)).
struct PlacedMount: Sendable {
  struct Place: Sendable {
    /// The ID of the mount that it is on.
    var parent = 0
    /// What of its file system is mounted: a path from the root of that.
    var root: Bytes = []
    /// The group of mounts that tell each other what is mounted and unmounted on them (`shared:`).
    var peerGroup: UInt64?
    /// The group that tells it, but isn't told (`master:`).
    var masterGroup: UInt64?
    /// Those of the file system, as the table writes them.
    var options: Bytes = []

    mutating func take(tag: Span<UInt8>) {
      var cursor = TextCursor(tag)
      while !cursor.isAtEnd && tag[cursor.position] != UInt8(ascii: ":") { _ = cursor.next() }
      let name = tag.extracting(0..<cursor.position)
      guard cursor.skip(UInt8(ascii: ":")), let group = cursor.decimal() else { return }
      if name.equals("shared") { peerGroup = group }
      if name.equals("master") { masterGroup = group }
    }
  }

  var mount: Mount
  var place: Place

  var id: Int { mount.id }
  var directory: Bytes { mount.directory }

  /// Where in the file system of this mount a path is that leads to something on it, or to a mount point on it.
  func inside(_ path: Bytes) -> Bytes {
    let rest = directory == Bytes("/") ? path[...] : path.dropFirst(directory.count)
    let root = place.root == Bytes("/") ? [] : place.root
    return rest.isEmpty ? place.root : root + rest
  }
}

extension Bytes {
  /// Whether a path is this directory, or below it.
  func isDirectory(above path: Bytes) -> Bool {
    guard path.starts(with: self) else { return false }
    return count == path.count || self == Bytes("/") || path[count] == UInt8(ascii: "/")
  }
}
