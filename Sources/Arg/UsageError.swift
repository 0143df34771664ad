import Store

/// Why an option or its value isn't taken: `reason`, or `reason: subject`.
struct UsageError: Error, Equatable {
  var reason: Bytes
  /// The value as the user wrote it; it is escaped when it is printed.
  var subject: Bytes?

  init(_ reason: StaticString, _ subject: Bytes? = nil) {
    self.reason = Bytes(reason)
    self.subject = subject
  }

  init(_ reason: StaticString, _ subject: ArraySlice<UInt8>) { self.init(reason, Bytes(subject)) }
}
