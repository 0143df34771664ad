import Store

/// Things of one kind that a report tells of: an array of objects in JSON.
public struct ReportGroup: Sendable {
  /// The key of the array.
  let key: StaticString
  /// What one of them is called where each has a line of its own.
  let kind: StaticString
  let items: [[ReportFact]]

  init(_ key: StaticString, of kind: StaticString, _ items: [[ReportFact]]) {
    self.key = key
    self.kind = kind
    self.items = items
  }
}

/// A member of an object in JSON; what isn't known has none.
struct ReportFact: Sendable {
  enum Value: Sendable {
    case text(Bytes)
    case word(StaticString)
    case number(UInt64)
    case object([ReportFact])
    case objects([[ReportFact]])
  }

  let key: StaticString
  let value: Value

  private init(_ key: StaticString, _ value: Value) {
    self.key = key
    self.value = value
  }

  static func text(_ key: StaticString, _ text: Bytes?) -> ReportFact? {
    text.flatMap { $0.isEmpty ? nil : ReportFact(key, .text($0)) }
  }
  static func word(_ key: StaticString, _ word: StaticString) -> ReportFact? { ReportFact(key, .word(word)) }
  static func number(_ key: StaticString, _ number: some BinaryInteger) -> ReportFact? {
    ReportFact(key, .number(UInt64(clamping: number)))
  }
  static func number(_ key: StaticString, _ number: UInt64?) -> ReportFact? {
    number.map { ReportFact(key, .number($0)) }
  }
  static func object(_ key: StaticString, _ object: [ReportFact]) -> ReportFact? {
    ReportFact(key, .object(object))
  }
  static func objects(_ key: StaticString, _ objects: [[ReportFact]]) -> ReportFact? {
    ReportFact(key, .objects(objects))
  }
}
