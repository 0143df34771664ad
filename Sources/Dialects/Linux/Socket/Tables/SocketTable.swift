import Misc

/// A table of sockets in /proc/net. ``SocketTables`` lists all.
protocol SocketTable: Sendable {
  /// The table is read where a request needs one of these.
  var family: SocketFamilies { get }

  /// Adds the sockets of the table. One that the kernel doesn't have is empty.
  func read(_ directory: inout NetDirectory, to sockets: inout SocketCollection)
}

/// A table that is one file.
protocol SocketFileTable: SocketTable {
  /// Its path in /proc/net.
  var file: StaticString { get }

  /// Adds the sockets of the file's text. False where the header isn't the known one.
  func add(_ text: Span<UInt8>, to sockets: inout SocketCollection) -> Bool
}

extension SocketFileTable {
  func read(_ directory: inout NetDirectory, to sockets: inout SocketCollection) {
    readFile(&directory, to: &sockets)
  }

  func readFile(_ directory: inout NetDirectory, to sockets: inout SocketCollection) {
    if directory.load(file) && !add(directory.contents, to: &sockets) { directory.warn(of: file) }
  }
}

/// A table of few lines, which are read into words.
protocol SocketWordTable: SocketFileTable {
  /// Empty where the table has none.
  var header: SocketTableHeader { get }
  /// A line with fewer words is left out.
  var wordCount: Int { get }

  /// Adds the socket of one line.
  func add(_ line: borrowing SocketLine, to sockets: inout SocketCollection)
}

extension SocketWordTable {
  func add(_ text: Span<UInt8>, to sockets: inout SocketCollection) -> Bool {
    SocketLine.forEach(in: text, header, wordCount: wordCount) { add($0, to: &sockets) }
  }

  /// Adds the socket that one line tells of.
  func addWords(_ line: Span<UInt8>, to sockets: inout SocketCollection) {
    _ = SocketLine.forEach(in: line, [:], wordCount: wordCount) { add($0, to: &sockets) }
  }
}
