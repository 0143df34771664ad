/// What is to be explained instead of listing files: help, fields or version, or what was wrong.
public struct HelpRequest: Sendable, Equatable {
  /// `-h`, `-?`
  public var showsHelp: Bool
  /// `-F?`
  public var showsFields: Bool
  /// `--columns=help`
  public var showsColumns: Bool
  /// `-v`
  public var showsVersion: Bool
  /// `-D?`
  public var showsDeviceCache: Bool
  /// What else `-D` said.
  public var deviceCache: DeviceCacheRequest
  /// `--scan`
  public var scanMethod: ScanMethod
  /// `--help`, `--version`, `--columns=help`: written to standard output, and not to standard error.
  public var usesStandardOutput: Bool
  /// Messages were written about wrong options; the exit status is 1.
  public var isError: Bool

  public init(
    showsHelp: Bool = false, showsFields: Bool = false, showsColumns: Bool = false,
    showsVersion: Bool = false, showsDeviceCache: Bool = false,
    deviceCache: DeviceCacheRequest = DeviceCacheRequest(), scanMethod: ScanMethod = .automatic,
    usesStandardOutput: Bool = false, isError: Bool = false
  ) {
    self.showsHelp = showsHelp
    self.showsFields = showsFields
    self.showsColumns = showsColumns
    self.showsVersion = showsVersion
    self.showsDeviceCache = showsDeviceCache
    self.deviceCache = deviceCache
    self.scanMethod = scanMethod
    self.usesStandardOutput = usesStandardOutput
    self.isError = isError
  }
}
