import Store

/// What a list of identifiers is made of.
enum IdentifierLists {
  /// The parts of a comma-separated list; empty ones don't count, for programs leave commas at the ends.
  static func elements(of list: Bytes) -> [ArraySlice<UInt8>] {
    list.split(separator: UInt8(ascii: ","))
  }

  /// Takes `^` off an element.
  static func splitExclusion(_ element: ArraySlice<UInt8>) -> (isExcluded: Bool, rest: ArraySlice<UInt8>) {
    element.first == UInt8(ascii: "^") ? (true, element.dropFirst()) : (false, element)
  }
}

/// What `-p` and `-g` name.
enum ProcessIDKind {
  case process, group

  var missing: UsageError {
    self == .process ? UsageError("no process ID was given") : UsageError("no process group ID was given")
  }

  func illegal(_ id: ArraySlice<UInt8>) -> UsageError {
    self == .process ? UsageError("bad process ID", id) : UsageError("bad process group ID", id)
  }

  func conflict(_ id: ArraySlice<UInt8>) -> UsageError {
    self == .process
      ? UsageError("process ID both selected and left out", id)
      : UsageError("process group ID both selected and left out", id)
  }
}

extension [IDPattern] {
  /// Adds a list as `-p` and `-g` take it. An ID that is there already is not added again.
  mutating func add(_ list: Bytes, _ kind: ProcessIDKind) throws(UsageError) {
    let elements = IdentifierLists.elements(of: list)
    if elements.isEmpty { throw kind.missing }
    for element in elements {
      let (isExcluded, digits) = IdentifierLists.splitExclusion(element)
      guard let number = Decimal.value(of: digits, maximum: Int(Int32.max)) else {
        throw kind.illegal(digits)
      }
      let id = Int32(number)
      if let known = first(where: { $0.id == id }) {
        if known.isExcluded != isExcluded { throw kind.conflict(digits) }
      } else {
        append(IDPattern(id: id, isExcluded: isExcluded))
      }
    }
  }
}

/// A user as `-u` names it.
struct UserOption: Equatable {
  enum Name: Equatable {
    case uid(UInt32)
    case login(Bytes)
  }

  /// The longest login name, as in utmp(5).
  private static let longestName = 32

  var name: Name
  var isExcluded: Bool

  static func parse(_ list: Bytes) throws(UsageError) -> [UserOption] {
    var users: [UserOption] = []
    for element in IdentifierLists.elements(of: list) {
      let (isExcluded, text) = IdentifierLists.splitExclusion(element)
      if text.isEmpty { throw UsageError("no user was given after ^", list) }
      if text.count > longestName { throw UsageError("login name of more than 32 characters", text) }
      if text.allSatisfy(Decimal.isDigit) {
        guard let uid = Decimal.value(of: text, maximum: Int(UInt32.max)) else {
          throw UsageError("user ID too large", text)
        }
        users.append(UserOption(name: .uid(UInt32(uid)), isExcluded: isExcluded))
      } else {
        users.append(UserOption(name: .login(Bytes(text)), isExcluded: isExcluded))
      }
    }
    if users.isEmpty { throw UsageError("no user was given") }
    return users
  }
}
