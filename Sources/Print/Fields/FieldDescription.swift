import Store

/// What `-F` has to know of a field.
public struct FieldDescription: Sendable {
  public let field: Field
  /// What `-F?` says of it; nil where it isn't told of.
  public let meaning: StaticString?
  /// `-F` without letters selects it.
  public let isUsual: Bool

  init(_ field: Field, _ meaning: StaticString? = nil, isUsual: Bool = true) {
    self.field = field
    self.meaning = meaning
    self.isUsual = isUsual
  }
}
