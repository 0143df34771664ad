/// What a filter can compare a column with.
public enum FilterComparison: Sendable {
  /// Text, or the number that some of its values are.
  case text
  case number
  /// A number of 512 bytes, or with a unit one of bytes.
  case blocks
  case time, device
  /// 1 or 0.
  case boolean
  /// A word of the set.
  case set
}
