import Store

/// A column of the listing, and all there is to say of it. ``ProcessColumns``, ``FileColumns`` and
/// ``SocketColumns`` are the table.
struct Column: Sendable {
  enum Alignment: Sendable {
    case left, right
    /// To the right, but for the two letters of access mode and lock. The title may be the longest.
    case rightOfDescriptor
    /// The last column, which ends where its text does.
    case open
  }

  enum Showing: Sendable {
    /// Only by its name (`--columns`), and as a field or a member of JSON.
    case never
    case always
    /// Where a row of the listing has a value.
    case ifPresent
    case onRequest(@Sendable (Output) -> Bool)
    /// As a part of the NAME column.
    case withinName(@Sendable (Output) -> Bool)
  }

  /// The name in the header, and as `--columns` takes it.
  let title: StaticString
  private(set) var alignment: Alignment
  /// When the columns have it.
  private(set) var isShown: Showing
  let type: ValueType
  /// Blanks that are always between the column before and the longest value, beside the one before each column.
  let margin: Int
  /// The field that `-F` has for it.
  let field: FieldDescription?
  /// Its key in JSON.
  let member: StaticString?
  /// The field whose letter brings the member; its own where it has one.
  let memberField: Field?
  /// Its other names, lsfd(1)'s among them, with blanks between.
  let aliases: StaticString
  private let text: StaticString?
  /// What must be known of each file or process.
  let requiredFields: RequiredFields
  /// What it shows that can change while the file stays the same, and is compared for `--changes`.
  let changes: ChangingValues
  let value: @Sendable (borrowing Row) -> Value

  init(
    _ title: StaticString, _ alignment: Alignment = .right, _ isShown: Showing = .never,
    as type: ValueType = .text, margin: Int = 0, field: FieldDescription? = nil, member: StaticString? = nil,
    with memberField: Field? = nil, also aliases: StaticString = "", about text: StaticString? = nil,
    needs requiredFields: RequiredFields = [], changes: ChangingValues = [],
    value: @escaping @Sendable (borrowing Row) -> Value
  ) {
    self.title = title
    self.alignment = alignment
    self.isShown = isShown
    self.type = type
    self.margin = margin
    self.field = field
    self.member = member
    self.memberField = field?.field ?? memberField
    self.aliases = aliases
    self.text = text
    self.requiredFields = requiredFields
    self.changes = changes
    self.value = value
  }

  /// Whether the columns may have it; whether they do can depend on the rows.
  func mayBeShown(_ output: Output) -> Bool {
    switch isShown {
    case .never, .withinName: false
    case .always, .ifPresent: true
    case .onRequest(let isRequested): isRequested(output)
    }
  }

  /// Whether the NAME column ends with it.
  func isWithinName(_ output: Output) -> Bool {
    if case .withinName(let isRequested) = isShown { isRequested(output) } else { false }
  }

  /// Whether a set of fields, or an object of JSON, has it. Every process has its PID, whatever is asked for.
  func isWritten(_ fields: FieldSet) -> Bool {
    memberField.map { $0 == "p" || fields.contains($0) } ?? false
  }

  /// What help says of it: a line, where its field doesn't say the same.
  var meaning: StaticString { text ?? field?.meaning ?? "" }

  /// The column as a list of columns has it, where only the last one ends where its text does.
  func placed(isLast: Bool, isOnlyIfPresent: Bool) -> Column {
    var column = self
    column.isShown = isOnlyIfPresent ? .ifPresent : .always
    switch alignment {
    case .left where isLast: column.alignment = .open
    case .open where !isLast: column.alignment = .left
    default: break
    }
    return column
  }

  var isShownOnlyIfPresent: Bool {
    if case .ifPresent = isShown { true } else { false }
  }
}
