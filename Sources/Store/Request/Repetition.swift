/// `-r` and `+r`.
public struct Repetition: Sendable {
  /// The time between two cycles.
  public var seconds = 15
  /// How many cycles are made; 0 for no limit.
  public var maximum = 0
  /// `+r`: ends when nothing is listed.
  public var endsWhenEmpty = false
  /// The strftime(3) format of the marker line; nil for the usual marker.
  public var marker: Bytes?

  public init() {}
}
