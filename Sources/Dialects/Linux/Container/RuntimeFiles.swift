import Glibc
import Misc
import Store

/// Reads what container runtimes write. Users and containers can write to some of it: no link is followed that others
/// than root could have made, no file is opened but a plain one, and none is read that is too long.
struct RuntimeFiles: Sendable {
  /// Bytes; the list of a runtime's thousand containers has about 400,000.
  private static let longest = 8 << 20

  private let probe: GuardedProbe
  /// What paths begin with: empty, or where a test has laid files out.
  private let root: Bytes
  private let isReadable: Bool

  /// Nothing is read where it isn't `isReadable`.
  init(_ probe: GuardedProbe, root: Bytes, isReadable: Bool) {
    self.probe = probe
    self.root = root
    self.isReadable = isReadable
  }

  /// A path rid of the links that only root can have made: those in a directory in which, as in all above it, nobody
  /// else can make any. Other links stay.
  func resolved(_ path: Bytes) -> Bytes {
    if !isReadable { return path }
    var way: [(part: Bytes, isOnlyRoots: Bool)] = []
    func place(_ part: Bytes = []) -> Bytes {
      (way.map(\.part) + [part]).reduce(into: []) { $0 += $1.isEmpty ? [] : Self.slash + $1 }
    }
    func status(_ place: Bytes) -> FileStatus? {
      try? probe.status(of: root + place, followsLinks: false).get()
    }
    let isRootOnlyRoots = status(Self.slash).map(Self.isOnlyRoots) ?? false
    var rest = Self.parts(of: path)
    var links = 0
    while let part = rest.popFirst() {
      if part == Bytes("..") {
        _ = way.popLast()
        continue
      }
      guard way.last?.isOnlyRoots ?? isRootOnlyRoots, let status = status(place(part)), status.owner == 0
      else {
        way.append((part, false))
        continue
      }
      guard status.isLink else {
        way.append((part, Self.isOnlyRoots(status)))
        continue
      }
      links += 1
      guard links <= Self.mostLinks, let target = try? probe.link(at: root + place(part)).get() else {
        return path
      }
      if target.first == Self.slash[0] { way = [] }
      rest = Self.parts(of: target) + rest
    }
    return place()
  }

  /// Where a user's own runtime keeps its files: a path below the home directory, ``resolved(_:)``. There is none
  /// without a user.
  func home(of user: UInt32?, _ path: StaticString) -> [Bytes] {
    user.flatMap(UserDatabase.home).map { [resolved($0 + Bytes(path))] } ?? []
  }

  private static let slash = [UInt8(ascii: "/")]
  /// As many as the kernel follows.
  private static let mostLinks = 40

  private static func parts(of path: Bytes) -> ArraySlice<Bytes> {
    path.split(separator: slash[0]).filter { !$0.elementsEqual(Bytes(".")) }.map { Bytes($0) }[...]
  }

  /// Whether a file is a directory in which nobody but root can do anything.
  private static func isOnlyRoots(_ status: FileStatus) -> Bool {
    status.isDirectory && status.owner == 0 && status.mode & UInt32(S_IWGRP | S_IWOTH) == 0
  }

  /// The strings of a JSON file with the way to each; nothing where it can't be read.
  func forEachString(of path: Bytes, _ body: ([JSONStrings.Step], Bytes) -> Void) {
    guard let text = contents(of: path) else { return }
    JSONStrings.forEach(in: text.span, body)
  }

  /// Nil where it can't be read.
  func contents(of path: Bytes) -> Bytes? {
    isReadable ? probe.contents(of: root + path, limit: Self.longest) : nil
  }

  /// The names in a directory of the system's.
  func entries(of directory: Bytes) -> [Bytes] {
    if !isReadable { return [] }
    var names: [Bytes] = []
    _ = probe.forEachEntry(of: root + directory) { names.append(Bytes($0.name)) }
    return names
  }
}
