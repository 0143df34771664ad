import Misc
import Store

/// Names of columns that make up a table's header, by their places, counted from 0.
typealias SocketTableHeader = KeyValuePairs<Int, StaticString>

extension TextCursor {
  /// Skips this line, and says whether its words have these names at these places.
  @_lifetime(self: copy self)
  mutating func skip(_ header: SocketTableHeader) -> Bool {
    var place = 0
    var matched = 0
    while let range = word() {
      for (expected, name) in header where expected == place {
        if bytes.extracting(range).equals(name) { matched += 1 }
      }
      place += 1
    }
    skipLine()
    return matched == header.count
  }
}
