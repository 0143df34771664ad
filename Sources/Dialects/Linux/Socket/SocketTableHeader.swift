import Misc
import Store

extension TextCursor {
  /// Whether the words of this line have these names at these places, counted from 0; ends the line.
  @_lifetime(self: copy self)
  mutating func hasHeader(_ names: [(place: Int, name: StaticString)]) -> Bool {
    var place = 0
    var matched = 0
    while let range = word() {
      for expected in names where expected.place == place {
        if bytes.extracting(range).equals(expected.name) { matched += 1 }
      }
      place += 1
    }
    skipLine()
    return matched == names.count
  }
}
