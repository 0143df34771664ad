import Store

/// The names of UNIX sockets, as sock_diag(7) tells them.
struct UnixNames: Sendable {
  /// Bytes; UNIX_PATH_MAX of include/uapi/linux/un.h.
  static let longest = 108

  private var inodes: Set<UInt64> = [0]
  /// Names of more than one line, which a table of lines doesn't tell from lines.
  private var namesOfLines: [UInt64: Bytes] = [:]
  /// The same names: sockets that wait to be accepted have no inode, but the name of their listener.
  private var allOfLines: Set<Bytes> = []
  private var lengths: Set<Int> = []
  /// Names that are shown as an abstract one without NULs in it would be.
  private var oddNames: [UInt64: Bytes] = [:]

  mutating func add(_ report: UnixSocketReport) {
    inodes.insert(report.inode)
    let name = report.shownName
    if report.hasOddName { oddNames[report.inode] = report.name }
    if !name.contains(UInt8(ascii: "\n")) { return }
    namesOfLines[report.inode] = name
    allOfLines.insert(name)
    lengths.insert(name.count)
  }

  /// The name of a socket where the table doesn't tell it from another.
  func oddName(of inode: UInt64) -> Bytes? { oddNames[inode] }

  func include(_ inode: UInt64) -> Bool { inodes.contains(inode) }

  /// How many bytes the name of a socket takes up that begins in `table` at `start`, where it has several
  /// lines.
  func lengthOfLines(in table: Span<UInt8>, at start: Int, of inode: UInt64) -> Int? {
    if inode != 0 {
      guard let name = namesOfLines[inode], start <= table.count,
        table.extracting(start..<table.count).starts(with: name)
      else { return nil }
      return name.count
    }
    // Of names that begin alike, the whole one is the longest that ends with its line.
    return lengths.filter { length in
      let end = start + length
      if end > table.count || end < table.count && table[end] != UInt8(ascii: "\n") { return false }
      return allOfLines.contains(Bytes(table.extracting(start..<end)))
    }.max()
  }
}
