import Store

/// The fields that `-F` takes: those of the columns, and a few that have none.
public enum FieldTable {
  /// Stands before the marker between the cycles of repeat mode. It is always written.
  static let marker = Field("m")

  private static let withoutColumn = [
    FieldDescription(marker, "marker between repeated listings"),
    FieldDescription("0", "(zero) ends fields with NUL in place of a newline"),
    // Other systems have these. They may be asked for, and are never written.
    FieldDescription("C"),
    FieldDescription("F"),
    FieldDescription("N"),
    FieldDescription("S", "stream's module and device"),
    FieldDescription("z", isUsual: false),
  ]

  public static let all = (ProcessColumns.all + FileColumns.all).compactMap(\.field) + withoutColumn

  /// nil where no field has the letter.
  public static func field(_ letter: UInt8) -> FieldDescription? { all.first { $0.field.letter == letter } }

  /// Those that `-F?` tells of, in the order of its lines.
  public static var help: [FieldDescription] {
    let order = Bytes("acdDfGikKlLmMnopgPrRsStTuZ0ewIUOQh")
    func place(_ field: FieldDescription) -> Int { order.firstIndex(of: field.field.letter) ?? order.count }
    return all.filter { $0.meaning != nil }.sorted { place($0) < place($1) }
  }
}
