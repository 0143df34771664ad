/// A number that `-p` or `-g` names, to be listed or (`^`) left out.
public struct IDPattern: Sendable, Equatable {
  public var id: Int32
  public var isExcluded: Bool

  public init(id: Int32, isExcluded: Bool) {
    self.id = id
    self.isExcluded = isExcluded
  }
}

/// A user that `-u` names.
public struct UserPattern: Sendable, Equatable {
  public var uid: UInt32
  /// The login name, where the user was named by it.
  public var login: Bytes?
  public var isExcluded: Bool

  public init(uid: UInt32, login: Bytes?, isExcluded: Bool) {
    self.uid = uid
    self.login = login
    self.isExcluded = isExcluded
  }
}

/// The start of a command name (`-c name`, `-c ^name`).
public struct CommandPattern: Sendable, Equatable {
  public var prefix: Bytes
  public var isExcluded: Bool

  public init(prefix: Bytes, isExcluded: Bool) {
    self.prefix = prefix
    self.isExcluded = isExcluded
  }
}

/// A regular expression for command names (`-c /re/bix`), known to compile.
public struct CommandExpression: Sendable, Equatable {
  public var expression: Bytes
  /// regcomp(3)'s flags.
  public var flags: Int32

  public init(expression: Bytes, flags: Int32) {
    self.expression = expression
    self.flags = flags
  }
}

/// The descriptors that `-d` names.
public struct DescriptorSet: Sendable, Equatable {
  /// The list leaves out what it names (`^`).
  public var isExclusion = false
  public var numbers: [ClosedRange<Int32>] = []
  public var kinds: Set<DescriptorKind> = []

  public init() {}

  public var isEmpty: Bool { numbers.isEmpty && kinds.isEmpty }

  /// Whether a row is selected by descriptor.
  public func selects(_ kind: DescriptorKind, number: Int32) -> Bool {
    if isEmpty { return false }
    let isNamed = kind == .number ? numbers.contains { $0.contains(number) } : kinds.contains(kind)
    return isNamed != isExclusion
  }
}

/// A file or file system that was named as an argument, or found by `+d` and `+D`.
public struct FileTarget: Sendable, Equatable {
  /// As the user wrote it.
  public var argument: Bytes
  /// With its symbolic links resolved; this is what matching files are called.
  public var path: Bytes
  public var identity: FileIdentity
  /// Every file on the device counts, not just the one inode.
  public var isFileSystem: Bool
  /// The file is a UNIX socket's.
  public var isSocket: Bool
  /// The mounted directory, where the target is an NFS mount: those may share a device number.
  public var nfsDirectory: Bytes?

  public init(
    argument: Bytes, path: Bytes, identity: FileIdentity, isFileSystem: Bool, isSocket: Bool = false,
    nfsDirectory: Bytes? = nil
  ) {
    self.argument = argument
    self.path = path
    self.identity = identity
    self.isFileSystem = isFileSystem
    self.isSocket = isSocket
    self.nfsDirectory = nfsDirectory
  }
}

/// One internet address that `-i` names: each part that is nil or empty matches anything.
public struct AddressTarget: Sendable {
  /// As the user wrote it; one argument can give several targets.
  public var argument: Bytes
  public var transport: SocketInfo.Transport?
  public var family: InternetEndpoint.Family?
  public var address: InlineArray<16, UInt8>?
  public var ports: ClosedRange<Int>?

  public init(argument: Bytes) { self.argument = argument }
}

/// The states that `-s p:s` names for one protocol, as the kernel's numbers.
public struct StateFilter: Sendable, Equatable {
  public var included: Set<SocketState> = []
  public var excluded: Set<SocketState> = []

  public init() {}
}

/// Everything that decides which processes and files are listed.
public struct Selection: Sendable {
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

  public var commands: [CommandPattern] = []
  public var expressions: [CommandExpression] = []
  public var pids: [IDPattern] = []
  public var groups: [IDPattern] = []
  public var users: [UserPattern] = []
  public var descriptors = DescriptorSet()
  public var files: [FileTarget] = []
  /// With HASDCACHE: the devices that some of ``files`` stand for, by their indices. All files of those
  /// devices match.
  public var specialDevices: [SpecialDevice: [Int]] = [:]
  public var addresses: [AddressTarget] = []
  /// `-i` without an address.
  public var internet = false
  /// `-i4` or `-i6`.
  public var internetFamily: InternetEndpoint.Family?
  public var nfs = false
  public var unix = false
  public var tasks = Tasks.byDefault
  /// `+L n`: files with fewer links match. 0 selects nothing.
  public var linkLimit: UInt64 = 0
  public var tcpStates = StateFilter()
  public var udpStates = StateFilter()
  /// `-s` includes states, so that they count as found where they are met.
  public var searchesStates: Bool { !tcpStates.included.isEmpty || !udpStates.included.isEmpty }
  /// fnmatch(3) patterns.
  public var contexts: [Bytes] = []
  /// `-X`: the tables of TCP, UDP and UDPLITE sockets are not read.
  public var skipsInternetTables = false

  public init() {}

  /// Whether a file that matched `selected` is listed.
  @inlinable public func lists(_ selected: Selectors) -> Bool {
    if selected.isEmpty || selected.contains(.excluded) { return false }
    return isEverything || !requiresAll || selected.isSuperset(of: selectors)
  }
}
