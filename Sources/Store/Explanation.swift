/// What is to be explained instead of listing files: help, fields or version, or what was wrong.
public struct Explanation: Sendable, Equatable {
  /// `-h`, `-?`
  public var showsHelp: Bool
  /// `-F?`
  public var showsFields: Bool
  /// `-v`
  public var showsVersion: Bool
  /// Messages were written about wrong options; the exit status is 1.
  public var isError: Bool

  public init(
    showsHelp: Bool = false, showsFields: Bool = false, showsVersion: Bool = false, isError: Bool = false
  ) {
    self.showsHelp = showsHelp
    self.showsFields = showsFields
    self.showsVersion = showsVersion
    self.isError = isError
  }
}
