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

  /// Those of them that are escaped on every terminal: they turn the direction of what follows, or are invisible
  /// without any use in a name. The two joiners (U+200C and U+200D) have one, in many scripts and in emoji.
  public static func hide(_ character: UInt32) -> Bool {
    switch character {
    case 0x200b, 0x200e...0x200f, 0x202a...0x202e, 0x2060...0x2064, 0x2066...0x2069, 0xfeff,
      0xe0000...0xe007f:
      true
    default: false
    }
  }
}
