import Store

/// Why an option or its value isn't taken: `reason`, `reason: subject` or
/// `reason: subject; did you mean suggestion?`.
struct UsageError: Error, Equatable {
  var reason: Bytes
  /// What the user wrote. It is escaped when it is printed.
  var subject: Bytes?
  /// What the user may have meant.
  var suggestion: Bytes?
  /// Where in what the user wrote it is.
  var place: Place?

  struct Place: Equatable {
    var text: Bytes
    /// A byte of the text, or its end.
    var offset: Int
  }

  init(_ reason: StaticString, _ subject: Bytes? = nil) {
    self.reason = Bytes(reason)
    self.subject = subject
  }

  init(_ reason: StaticString, _ subject: ArraySlice<UInt8>) { self.init(reason, Bytes(subject)) }
}
