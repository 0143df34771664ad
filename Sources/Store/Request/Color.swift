/// `--color`: whether reports are in colour and bold.
public enum Color: Sendable, Equatable {
  /// On a terminal, unless the environment has NO_COLOR.
  case automatic
  case always, never
}
