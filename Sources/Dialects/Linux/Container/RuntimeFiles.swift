import Misc
import Store

/// Reads what container runtimes write. Users and containers can write to some of it: no link is followed, no file is
/// opened but a plain one, and none is read that is too long.
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
