import Store

/// A column of the listing, and all there is to say of it. ``ProcessColumns`` and ``FileColumns`` are the table.
struct Column: Sendable {
  enum Alignment: Sendable {
    case left, right
    /// To the right, but for the two letters of access mode and lock. The title may be the longest.
    case rightOfDescriptor
    /// The last column, which ends where its text does.
    case open
  }

  enum Showing: Sendable {
    /// Only a field or a member of JSON.
    case never
    case always
    /// Where a row of the listing has a value.
    case ifPresent
    case onRequest(@Sendable (Output) -> Bool)
  }

  /// The name in the header.
  let title: StaticString
  let alignment: Alignment
  /// When the columns have it.
  let isShown: Showing
  /// Blanks that are always between the column before and the longest value, beside the one before each column.
  let margin: Int
  /// The field that `-F` has for it.
  let field: FieldDescription?
  /// Its key in JSON.
  let member: StaticString?
  /// The field whose letter brings the member; its own where it has one.
  let memberField: Field?
  /// What must be known of each file or process.
  let requiredFields: RequiredFields
  let value: @Sendable (borrowing Row) -> Value

  init(
    _ title: StaticString, _ alignment: Alignment = .right, _ isShown: Showing = .never, margin: Int = 0,
    field: FieldDescription? = nil, member: StaticString? = nil, with memberField: Field? = nil,
    needs requiredFields: RequiredFields = [], value: @escaping @Sendable (borrowing Row) -> Value
  ) {
    self.title = title
    self.alignment = alignment
    self.isShown = isShown
    self.margin = margin
    self.field = field
    self.member = member
    self.memberField = field?.field ?? memberField
    self.requiredFields = requiredFields
    self.value = value
  }

  /// Whether the columns may have it; whether they do can depend on the rows.
  func mayBeShown(_ output: Output) -> Bool {
    switch isShown {
    case .never: false
    case .always, .ifPresent: true
    case .onRequest(let isRequested): isRequested(output)
    }
  }

  /// Whether a set of fields, or an object of JSON, has it. Every process has its PID, whatever is asked for.
  func isWritten(_ fields: FieldSet) -> Bool {
    memberField.map { $0 == "p" || fields.contains($0) } ?? false
  }

  var isShownOnlyIfPresent: Bool {
    if case .ifPresent = isShown { true } else { false }
  }
}
