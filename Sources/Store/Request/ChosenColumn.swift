/// A column that `--columns` shows.
public struct ChosenColumn: Sendable, Equatable {
  /// Its place in Print's table of columns.
  public let place: Int
  /// It was not named, and is shown only where a row of the listing has a value.
  public let isOnlyIfPresent: Bool

  public init(place: Int, isOnlyIfPresent: Bool = false) {
    self.place = place
    self.isOnlyIfPresent = isOnlyIfPresent
  }
}
