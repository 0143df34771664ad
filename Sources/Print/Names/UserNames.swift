import Misc
import Store

/// Login names by UID, each looked up once.
public struct UserNames: Sendable {
  /// The columns that a UID takes where there is no name.
  private static let numberWidth = 8

  private let namesUsers: Bool
  private let diagnostics: Diagnostics?
  private let escaper: Escaper
  /// nil where the password database has no entry.
  private var logins: [UInt32: Bytes?] = [:]
  private var last: (uid: UInt32, login: Bytes?)?
  private var databaseTime: Int?

  /// Without `diagnostics` nothing is said of a UID that has no name.
  public init(namesUsers: Bool, diagnostics: Diagnostics? = nil) {
    self.namesUsers = namesUsers
    self.diagnostics = diagnostics
    escaper = diagnostics?.escaper ?? Escaper()
  }

  /// nil under `-l` too. The first look for a UID that has no name warns.
  public mutating func login(of uid: UInt32) -> Bytes? {
    namesUsers ? knownLogin(of: uid) : nil
  }

  /// The same, whether names are shown or not.
  mutating func knownLogin(of uid: UInt32) -> Bytes? {
    if let last, last.uid == uid { return last.login }
    let login = logins[uid] ?? lookUp(uid)
    last = (uid, login)
    return login
  }

  /// Appends the login name, or the UID in at least eight columns.
  mutating func append(_ uid: UInt32, to buffer: inout ByteBuffer) {
    if let login = login(of: uid) {
      escaper.append(login, to: &buffer)
    } else {
      buffer.append(decimal: UInt64(uid), width: Self.numberWidth)
    }
  }

  mutating func width(of uid: UInt32) -> Int {
    guard let login = login(of: uid) else { return max(Self.numberWidth, UInt64(uid).decimalDigits) }
    return escaper.width(of: login.span)
  }

  /// Forgets the names if /etc/passwd has changed since the last call; for use between cycles.
  mutating func refresh() {
    guard let time = UserDatabase.changed else { return }
    if let databaseTime, databaseTime != time {
      logins = [:]
      last = nil
    }
    databaseTime = time
  }

  private mutating func lookUp(_ uid: UInt32) -> Bytes? {
    let login = UserDatabase.login(of: uid)
    if login == nil {
      diagnostics?.warning {
        $0.append("the password database does not know UID ")
        $0.append(decimal: UInt64(uid))
      }
    }
    logins[uid] = .some(login)
    return login
  }
}
