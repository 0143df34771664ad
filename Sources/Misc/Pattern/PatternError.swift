/// Why a pattern isn't taken.
public struct PatternError: Error, Equatable {
  public let reason: StaticString
  /// The byte of the pattern at which it was seen.
  public let offset: Int

  public static func == (one: PatternError, other: PatternError) -> Bool { one.offset == other.offset }
}
