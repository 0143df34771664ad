/// Everything that decides which processes and files are listed.
public struct Selection: Sendable {
  /// Whether tasks are listed beside processes.
  public enum Tasks: Sendable {
    /// Listed when nothing is selected.
    case byDefault
    /// `-K`
    case listed
    /// `-K i`
    case ignored
  }

  /// The selectors in use; ``Selectors/everything`` when there are none.
  public var selectors: Selectors = []
  /// Nothing is selected, so that all is listed.
  public var isEverything = true
  /// `-a`: a file must match all selectors.
  public var requiresAll = false

  /// `-c name`
  public var commands: [CommandPattern] = []
  /// `-c /re/`
  public var expressions: [CommandExpression] = []
  /// `-p`
  public var pids: [IDPattern] = []
  /// `-g`
  public var groups: [IDPattern] = []
  /// `-u`
  public var users: [UserPattern] = []
  /// `--unit` with names
  public var units: [NamePattern] = []
  /// `--container` with names
  public var containers: [NamePattern] = []
  /// `--pod` with names
  public var pods: [NamePattern] = []
  /// `-d`
  public var descriptors = DescriptorSet()
  /// Names, `+d`, `+D`
  public var files: [FileTarget] = []
  /// The only processes that can have one of ``files``, sockets aside, where that is known.
  public var holders: Holders?
  /// With HASDCACHE: the devices that some of ``files`` stand for, by their indices. All files of those
  /// devices match.
  public var specialDevices: [SpecialDevice: [Int]] = [:]
  /// `-i` with an address, protocol or port
  public var addresses: [AddressTarget] = []
  /// `--local`: only the local end of a socket counts for ``addresses``.
  public var matchesLocalEnd = false
  /// `-i` without an address.
  public var internet = false
  /// `-i4` or `-i6`.
  public var internetFamily: InternetEndpoint.Family?
  /// `-N`
  public var nfs = false
  /// `-U`
  public var unix = false
  /// `-K`
  public var tasks = Tasks.byDefault
  /// `+L n`: files with fewer links match. 0 selects nothing.
  public var linkLimit: UInt64 = 0
  /// `-s TCP:`
  public var tcpStates = StateFilter()
  /// `-s UDP:`
  public var udpStates = StateFilter()
  /// `-s` includes states, so that they count as found where they are met.
  public var searchesStates: Bool { !tcpStates.included.isEmpty || !udpStates.included.isEmpty }
  /// `-Z` with a context: fnmatch(3) patterns.
  public var contexts: [Bytes] = []
  /// What `--filter` leaves of the processes.
  public var processBounds = ProcessBounds()
  /// `-X`: the tables of TCP, UDP and UDPLITE sockets are not read.
  public var skipsInternetTables = false

  public init() {}

  /// Processes are selected, or left out, by what they are.
  public var selectsProcesses: Bool {
    !pids.isEmpty || !groups.isEmpty || !users.isEmpty || !commands.isEmpty || !expressions.isEmpty
      || !units.isEmpty
      || !containers.isEmpty || !pods.isEmpty || !contexts.isEmpty
  }

  /// Processes are left out by what they are (`^` before a name or number).
  public var excludesProcesses: Bool {
    pids.contains(where: \.isExcluded) || groups.contains(where: \.isExcluded)
      || users.contains(where: \.isExcluded) || commands.contains(where: \.isExcluded)
      || [units, containers, pods].contains { $0.contains(where: \.isExcluded) }
  }

  /// Whether a file that matched `selected` is listed.
  @inlinable public func lists(_ selected: Selectors) -> Bool {
    if selected.isEmpty || selected.contains(.excluded) { return false }
    return isEverything || !requiresAll || selected.isSuperset(of: selectors)
  }
}
