/// Characters that can't be told from others, or from none, when they are shown: a name that has them can
/// pass for another one.
public enum Confusables {
  /// Invisible characters, those that turn the direction of what follows, and blanks other than the usual
  /// one. Swift has the data of the Unicode Character Database.
  public static func include(_ character: UInt32) -> Bool {
    if character < 0x80 { return false }
    guard let scalar = Unicode.Scalar(character) else { return false }
    if scalar.properties.isDefaultIgnorableCodePoint { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: return true
    default: return false
    }
  }
}
