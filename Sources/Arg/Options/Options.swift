import Store
import Version

/// `+d` and `+D`.
struct DirectorySearch: Equatable {
  var path: Bytes
  /// `+D`: with all that is below.
  var descends: Bool
}

/// `-e` and `+e`.
struct ExemptionOption: Equatable {
  var path: Bytes
  /// `+e`
  var avoidsLinks: Bool
}

/// What the options say, before anything of the system was asked.
struct Options {
  /// What names may mean.
  enum NameMeaning {
    case any
    /// `-f`: never a whole file system.
    case file
    /// `+f`: always a file system.
    case fileSystem
    /// `--deleted`: the file system that it is on.
    case enclosingFileSystem
    /// `--busy`: the mount that it is on, or those of a device.
    case mounted
  }

  /// What needs no look-up is already in its place.
  var request: Request
  var users: [UserOption] = []
  var addresses: [NetworkAddress] = []
  var exemptions: [ExemptionOption] = []
  var directories: [DirectorySearch] = []
  var names: [Bytes] = []
  var nameMeaning = NameMeaning.any
  /// `-x f`
  var crossesFileSystems = false
  /// `-x l`
  var followsLinks = false

  var tcpStates = StateOption(.tcp)
  var udpStates = StateOption(.udp)

  /// `--columns`
  var columns = ColumnList()
  /// The columns of `--count`, by their places; nil where it was not given.
  var counts: [Int]?
  /// `--filter`, as often as it was given.
  var filters: [FilterExpression] = []

  var showsHelp = false
  var showsFields = false
  var showsColumns = false
  var showsVersion = false
  var showsDeviceCache = false
  /// `--help`, `--version`, `--columns=help`: what is shown was asked for on standard output.
  var explainsOnOutput = false

  var listsOffsets = false
  var listsSizes = false
  var listsFlags = false
  var flagsAreHexadecimal = false
  var isTerse = false
  var usesFields = false
  var usesJSON = false
  var usesJSONLines = false
  var usesRawRows = false
  var usesCSV = false

  /// `--columns`, `--count`, or rows of the usual columns for programs.
  var choosesColumns: Bool { counts != nil || !columns.isEmpty || usesRawRows || usesCSV }

  init(programName: Bytes) {
    request = Request(programName: programName, warns: Build.warnsByDefault)
    request.output.namesPortmap = Build.hasPortmap && Build.showsPortmapByDefault
  }

  func helpRequest(isError: Bool) -> HelpRequest? {
    if !isError && !showsHelp && !showsFields && !showsColumns && !showsVersion && !showsDeviceCache {
      return nil
    }
    return HelpRequest(
      showsHelp: showsHelp, showsFields: showsFields, showsColumns: showsColumns,
      showsVersion: showsVersion, showsDeviceCache: showsDeviceCache, deviceCache: request.deviceCache,
      scanMethod: request.scanMethod, usesStandardOutput: explainsOnOutput && !isError, isError: isError)
  }
}
