import CSystem
import Glibc
import Misc
import Store

/// Who runs the program, as far as it decides which device cache they may use.
public struct DeviceCacheUser: Sendable {
  /// The real user.
  public var id: UInt32
  /// The program runs with root's privileges, and its user is somebody else.
  public var isBorrowingRoot: Bool
  public var home: Bytes?
  public var login: Bytes?
  public var host: Bytes?
  /// The variables that the paths may come from.
  public var environment: [Bytes: Bytes]

  public init(
    id: UInt32, isBorrowingRoot: Bool, home: Bytes? = nil, login: Bytes? = nil, host: Bytes? = nil,
    environment: [Bytes: Bytes] = [:]
  ) {
    self.id = id
    self.isBorrowingRoot = isBorrowingRoot
    self.home = home
    self.login = login
    self.host = host
    self.environment = environment
  }

  /// The user of this process. Asks the user database, so don't where the paths are of no use.
  public static func current(_ settings: DeviceCacheSettings) -> DeviceCacheUser {
    var user = DeviceCacheUser(id: getuid(), isBorrowingRoot: Self.isBorrowingRoot)
    if settings.form != nil, let entry = getpwuid(user.id) {
      user.home = bytes(entry.pointee.pw_dir)
      user.login = bytes(entry.pointee.pw_name)
    }
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      if gethostname(buffer.baseAddress!, buffer.count - 1) == 0 {
        buffer[buffer.count - 1] = 0
        user.host = bytes(buffer.baseAddress!)
      }
    }
    for variable in [settings.variable, settings.formVariable] {
      if let variable, let value = Path(variable).withPointer({ getenv($0) }) {
        user.environment[variable] = bytes(value)
      }
    }
    return user
  }

  /// Whether the program has privileges beside those of its user, in force or not.
  public static var isBorrowingRoot: Bool { csystem_has_privileges() }

  private static func bytes(_ text: UnsafePointer<CChar>?) -> Bytes? {
    text.map { Bytes(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
  }
}
