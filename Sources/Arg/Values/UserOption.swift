import Store

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
    for element in ValueText.elements(of: list) {
      let (isExcluded, text) = ValueText.splitExclusion(element)
      if text.isEmpty { throw UsageError("no user was given after ^", list) }
      if text.count > longestName { throw UsageError("login name of more than 32 characters", text) }
      if text.allSatisfy(ValueText.isDigit) {
        guard let uid = ValueText.number(text, maximum: Int(UInt32.max)) else {
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
