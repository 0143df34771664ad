import Misc
import Store

/// One line of a socket table, as words.
struct SocketLine: ~Escapable {
  let bytes: Span<UInt8>
  let words: [Range<Int>]

  @_lifetime(copy bytes)
  init(bytes: Span<UInt8>, words: [Range<Int>]) {
    self.bytes = bytes
    self.words = words
  }

  subscript(place: Int) -> Span<UInt8> {
    @_lifetime(copy self)
    get { bytes.extracting(words[place]) }
  }

  /// The number that is all of a word.
  func decimal(_ place: Int) -> UInt64? {
    var cursor = TextCursor(self[place])
    let value = cursor.decimal()
    return cursor.isAtEnd ? value : nil
  }

  func hexadecimal(_ place: Int) -> UInt64? {
    var cursor = TextCursor(self[place])
    let value = cursor.hexadecimal()
    return cursor.isAtEnd ? value : nil
  }

  /// Hands `use` each line that has at least `wordCount` words. False where the header isn't the known one; an
  /// empty one means that the table has none.
  static func forEach(
    in table: Span<UInt8>, _ header: SocketTableHeader, wordCount: Int, _ use: (borrowing SocketLine) -> Void
  ) -> Bool {
    var cursor = TextCursor(table)
    if cursor.isAtEnd { return true }
    if !header.isEmpty && !cursor.skip(header) { return false }
    var words: [Range<Int>] = []
    while !cursor.isAtEnd {
      words.removeAll(keepingCapacity: true)
      while let word = cursor.word() { words.append(word) }
      cursor.skipLine()
      if words.count >= wordCount { use(SocketLine(bytes: table, words: words)) }
    }
    return true
  }
}
