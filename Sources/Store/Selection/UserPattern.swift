/// A user that `-u` names.
public struct UserPattern: Sendable, Equatable {
  /// The user ID.
  public var uid: UInt32
  /// The login name, where the user was named by it.
  public var login: Bytes?
  /// `^`: the user is left out.
  public var isExcluded: Bool

  public init(uid: UInt32, login: Bytes?, isExcluded: Bool) {
    self.uid = uid
    self.login = login
    self.isExcluded = isExcluded
  }
}
