import Print
import Store

/// What `--columns` says, to be applied once it is known which columns the other options ask for.
struct ColumnList: Equatable {
  enum Change: Equatable {
    /// `NAME`
    case show(place: Int)
    /// `+NAME`
    case add(place: Int)
    /// `-NAME`
    case remove(place: Int)
  }

  private var changes: [Change] = []

  /// `--columns` was not given.
  var isEmpty: Bool { changes.isEmpty }

  /// Adds the names of a list. Where the first one has no sign, what came before is forgotten.
  mutating func add(_ list: Bytes) throws(UsageError) {
    let names = ValueText.elements(of: list)
    if names.isEmpty { throw UsageError("--columns needs the name of a column, or help") }
    for (index, name) in names.enumerated() {
      switch name.first {
      case UInt8(ascii: "+"): changes.append(.add(place: try Self.place(name.dropFirst())))
      case UInt8(ascii: "-"): changes.append(.remove(place: try Self.place(name.dropFirst())))
      default:
        if index == 0 { changes = [] }
        changes.append(.show(place: try Self.place(name[...])))
      }
    }
  }

  /// The columns that are shown, each once, where without the list there would be the usual ones.
  func applied(to usual: [ChosenColumn]) -> [ChosenColumn] {
    var columns: [ChosenColumn] = []
    if case .show = changes.first {} else { columns = usual }
    // What ends the usual rows is as long as it likes.
    let last = columns.last
    for change in changes {
      switch change {
      case .show(let place), .add(let place):
        columns.removeAll { $0.place == place }
        let end = last.flatMap { columns.last == $0 ? columns.count - 1 : nil }
        columns.insert(ChosenColumn(place: place), at: end ?? columns.count)
      case .remove(let place): columns.removeAll { $0.place == place }
      }
    }
    return columns
  }

  /// The place of the column that has a name or alias.
  static func place(_ name: ArraySlice<UInt8>) throws(UsageError) -> Int {
    if let place = ColumnTable.place(Bytes(name)) { return place }
    var error = UsageError("no such column", name)
    error.suggestion = NearestWord.find(name, among: ColumnTable.names)
      .flatMap(ColumnTable.place).map(ColumnTable.title)
    throw error
  }
}
