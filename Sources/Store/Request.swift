/// How the rows are written.
public struct Output: Sendable {
  public enum Form: Sendable {
    case columns
    /// `-F`
    case fields
    /// `-t`
    case processIDs
    /// `-J`
    case json
    /// `-j`
    case jsonLines
  }

  public enum SizeColumn: Sendable { case sizeOrOffset, size, offset }

  public enum FileFlags: Sendable { case hidden, names, hexadecimal }

  public enum Endpoints: Sendable {
    case hidden
    /// `-E`
    case named
    /// `+E`
    case listed
  }

  /// What `-T` asks for.
  public struct TransportInfo: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let flags = TransportInfo(rawValue: 1)
    public static let queues = TransportInfo(rawValue: 2)
    public static let state = TransportInfo(rawValue: 4)
  }

  public var form = Form.columns
  public var fields = FieldSet()
  /// Ends each field: a newline, or NUL for `-F0`.
  public var terminator: UInt8 = 0x0a
  /// Two different names never come out alike: with `-F0`, and in JSON.
  public var tellsNamesApart: Bool {
    switch form {
    case .fields: terminator == 0
    case .json, .jsonLines: true
    case .columns, .processIDs: false
    }
  }
  /// `-R`
  public var showsParent = false
  /// `-g`
  public var showsProcessGroup = false
  /// `+L`
  public var showsLinkCount = false
  /// `-Z`
  public var showsContext = false
  /// `+fg`, `+fG`
  public var fileFlags = FileFlags.hidden
  /// `-s`, `-o`
  public var sizeColumn = SizeColumn.sizeOrOffset
  /// `-o n`: the digits up to which an offset is decimal; 0 for any number.
  public var offsetDigits = 8
  /// `-H`
  public var showsHumanSizes = false
  /// `+c w`: the widest that COMMAND and TASKCMD get; 0 for any width.
  public var commandWidth = 9
  /// Not `-l`
  public var namesUsers = true
  /// Not `-n`
  public var namesHosts = true
  /// Not `-P`
  public var namesPorts = true
  /// `+M`
  public var namesPortmap = false
  public var transportInfo: TransportInfo = .state
  public var endpoints = Endpoints.hidden

  public init() {}
}

/// A file system that `-e` or `+e` exempts from calls that may block.
public struct Exemption: Sendable {
  public var path: Bytes
  /// `+e`: not even links are read.
  public var avoidsLinks: Bool
  /// The device of the mount, where the mount supplement (`+m`) tells it.
  public var device: DeviceNumber?

  public init(path: Bytes, avoidsLinks: Bool, device: DeviceNumber?) {
    self.path = path
    self.avoidsLinks = avoidsLinks
    self.device = device
  }
}

/// How the kernel may be asked.
public struct BlockingPolicy: Sendable {
  /// `-b`
  public var avoidsBlocking = false
  /// `-O`: no guard around calls that may block.
  public var isUnguarded = false
  /// `-S`: seconds that a call may take.
  public var timeLimit = 15
  public var exemptions: [Exemption] = []

  public init() {}
}

/// `-r` and `+r`.
public struct Repetition: Sendable {
  public var seconds = 15
  /// 0 for no limit.
  public var maximum = 0
  /// `+r`: ends when nothing is listed.
  public var endsWhenEmpty = false
  /// The strftime(3) format of the marker line.
  public var marker: Bytes?

  public init() {}
}

/// `+m`
public enum MountSupplement: Sendable {
  case unused
  /// The table is printed.
  case written
  /// The table is read from a file.
  case read(Bytes)
}

/// What the command line asks for. It doesn't change once it is made.
public struct Request: Sendable {
  /// The last part of argv[0]; messages begin with it.
  public var programName: Bytes
  public var selection = Selection()
  public var output = Output()
  public var blockingPolicy = BlockingPolicy()
  public var repetition: Repetition?
  public var mountSupplement = MountSupplement.unused
  /// `-D`
  public var deviceCache = DeviceCacheRequest()
  /// `+w`, `-w`
  public var warns: Bool
  /// `-V`
  public var reportsSearch = false
  /// `-Q`
  public var forgivesFailedSearch = false
  /// A name could not be looked up, which alone makes the exit status 1.
  public var hadBadName = false

  public init(programName: Bytes, warns: Bool) {
    self.programName = programName
    self.warns = warns
  }
}
