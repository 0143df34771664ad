import Misc
import Store

/// All columns by their names, as `--columns` takes them.
public enum ColumnTable {
  static let all =
    ofProcess + FileColumns.all + FileDetailColumns.all + OpenFileColumns.all + SocketColumns.all
    + FactColumns.all
  private static let ofProcess = ProcessColumns.all + ProcessDetailColumns.all

  /// How many columns, at the beginning of ``all``, are the same in all rows of a process.
  static let countOfProcess = ofProcess.count

  /// Which column has a name or alias, in any case.
  private static let places: [Bytes: Int] = {
    var places: [Bytes: Int] = [:]
    for (place, column) in all.enumerated() {
      for name in names(of: column) { places[name] = place }
    }
    return places
  }()

  /// The names that they have in the header.
  public static var titles: [Bytes] { all.map { Bytes($0.title) } }

  /// Each name that a column can be asked for by, in small letters.
  public static var names: [Bytes] { all.flatMap(names) }

  /// The place of the column that has this name, in any case; nil where there is none.
  public static func place(_ name: Bytes) -> Int? { places[name.map(\.lowercased)] }

  /// The places of the columns that `--changes` fills.
  public static var placeOfChange: Int? { place(Bytes("CHANGE")) }
  public static var placeOfChangeTime: Int? { place(Bytes("TIME")) }

  /// What must be known for a column.
  public static func requiredFields(_ place: Int) -> RequiredFields { all[place].requiredFields }

  /// Whether a column is the same in all rows of a process.
  public static func isOfProcess(_ place: Int) -> Bool { place < countOfProcess }

  /// What a filter can compare a column with.
  public static func comparison(_ place: Int) -> FilterComparison {
    switch all[place].type {
    case .text, .word: .text
    case .number, .size: .number
    case .blocks: .blocks
    case .time: .time
    case .device: .device
    case .set: .set
    case .boolean: .boolean
    }
  }

  /// The name of a column.
  public static func title(_ place: Int) -> Bytes { Bytes(all[place].title) }

  /// What the other options ask for.
  public static func usual(_ output: Output) -> [ChosenColumn] {
    all.indices.filter { all[$0].mayBeShown(output) }.map {
      ChosenColumn(place: $0, isOnlyIfPresent: all[$0].isShownOnlyIfPresent)
    }
  }

  /// The columns of a list, each as its place in the list has it.
  static func columns(_ chosen: [ChosenColumn]) -> [Column] {
    chosen.enumerated().map { index, column in
      all[column.place].placed(isLast: index == chosen.count - 1, isOnlyIfPresent: column.isOnlyIfPresent)
    }
  }

  /// Appends a line of help for each column: name, type, unit, cost and meaning.
  public static func appendHelp(to buffer: inout ByteBuffer) {
    appendHelp("NAME", "TYPE", "UNIT", to: &buffer) { $0.append("COST") }
    buffer.append("MEANING\n")
    for column in all {
      appendHelp(column.title, column.type.name, column.type.unit, to: &buffer) {
        column.requiredFields.appendCost(to: &$0)
      }
      buffer.append(column.meaning)
      if column.aliases.utf8CodeUnitCount > 0 {
        buffer.append(" (also ")
        buffer.append(column.aliases)
        buffer.append(")")
      }
      buffer.append(.newline)
    }
  }

  private static func appendHelp(
    _ name: StaticString, _ type: StaticString, _ unit: StaticString, to buffer: inout ByteBuffer,
    cost appendCost: (inout ByteBuffer) -> Void
  ) {
    let start = buffer.count
    buffer.append(name)
    buffer.padRight(from: start, width: 22)
    buffer.append(type)
    buffer.padRight(from: start, width: 30)
    buffer.append(unit)
    buffer.padRight(from: start, width: 36)
    appendCost(&buffer)
    buffer.padRight(from: start, width: 55)
  }

  private static func names(of column: Column) -> [Bytes] {
    let names = [Bytes(column.title)] + Bytes(column.aliases).split(separator: .blank).map { Bytes($0) }
    return names.map { $0.map(\.lowercased) }
  }
}
