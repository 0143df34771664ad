/// How the rows are written.
public struct Output: Sendable {
  /// The form of the listing as a whole.
  public enum Form: Sendable, Equatable {
    case columns
    /// `-F`
    case fields
    /// `-t`
    case processIDs
    /// `-J`
    case json
    /// `-j`
    case jsonLines
    /// Rows of ``columns`` for programs.
    case rows(RowForm)
    /// `--count`: how many rows have each value of ``columns``, as a table or for programs.
    case counts(RowForm?)
  }

  /// How programs are given rows.
  public enum RowForm: Sendable, Equatable {
    /// `--raw`: values that end in NUL, rows that end in a newline.
    case raw
    /// `--csv`: RFC 4180.
    case csv
    /// `-J`: an array of objects.
    case json
    /// `-j`: an object a line.
    case jsonLines
  }

  /// What the SIZE/OFF column shows, and is called.
  public enum SizeColumn: Sendable {
    case sizeOrOffset
    /// `-s`
    case size
    /// `-o`
    case offset
  }

  /// How the flags of open(2) are shown.
  public enum FileFlags: Sendable {
    case hidden
    /// `+fg`
    case names
    /// `+fG`
    case hexadecimal
  }

  /// Which other endpoints of pipes, sockets and the like are told.
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

    /// Socket options; Linux tells none.
    public static let flags = TransportInfo(rawValue: 1 << 0)
    /// ``SocketInfo/receiveQueue`` and ``SocketInfo/sendQueue``.
    public static let queues = TransportInfo(rawValue: 1 << 1)
    /// The name of ``SocketInfo/state``.
    public static let state = TransportInfo(rawValue: 1 << 2)
  }

  /// Columns, fields, JSON or PIDs.
  public var form = Form.columns
  /// Which fields `-F` and JSON have; of no meaning to columns.
  public var fields = FieldSet()
  /// Ends each field: a newline, or NUL for `-F0`.
  public var terminator: UInt8 = UInt8(ascii: "\n")
  /// `--columns`, or those of `--count`; empty for those that the other options ask for.
  public var columns: [ChosenColumn] = []
  /// `--trim`: rows end where the terminal does.
  public var trimsRows = false
  /// Two different names never come out alike: with `-F0`, `--raw`, `--csv`, and in JSON.
  public var tellsNamesApart: Bool {
    switch form {
    case .fields: terminator == 0
    case .json, .jsonLines, .rows, .counts: true
    case .columns, .processIDs: false
    }
  }
  /// What ends in NUL or is of CSV is for programs, which must be able to tell names apart.
  public var escapesExactly: Bool {
    switch form {
    case .rows, .counts(.some): true
    default: terminator == 0
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
  /// Also of the `G` field.
  public var fileFlags = FileFlags.hidden
  /// Of no meaning to fields.
  public var sizeColumn = SizeColumn.sizeOrOffset
  /// `-o n`: the number of digits up to which an offset is decimal; 0 for any number.
  public var offsetDigits = 8
  /// `-H`, `--human`
  public var showsHumanSizes = false
  /// `+c w`: the widest that COMMAND and TASKCMD get; 0 for any width.
  public var commandWidth = 9
  /// `--netns`
  public var showsNetworkNamespace = false
  /// `--unit`
  public var showsUnit = false
  /// `--container`
  public var showsContainer = false
  /// `--pod`
  public var showsPod = false
  /// `--detail`
  public var showsDetail = false
  /// `--nspid`
  public var showsNamespacePID = false
  /// `--changes`: from the second cycle on only what has changed.
  public var tellsChanges = false
  /// `--color`
  public var color = Color.automatic
  /// Not `-l`
  public var namesUsers = true
  /// Not `-n`
  public var namesHosts = true
  /// Not `-P`
  public var namesPorts = true
  /// `+M`
  public var namesPortmap = false
  /// `-T`: what follows the NAME column, what the `T` field and `tcp_info` hold.
  public var transportInfo: TransportInfo = .state
  /// `-E`, `+E`
  public var endpoints = Endpoints.hidden
  /// A column tells of other descriptors than the row's.
  public var tellsOfOthers = false
  /// The descriptors of all processes must be known, whatever is selected.
  public var needsOthers: Bool { endpoints != .hidden || tellsOfOthers }

  public init() {}
}
