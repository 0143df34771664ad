import Glibc
import Store

/// The users that the system knows (getpwnam(3), getpwuid(3)). For one thread, but for what says otherwise.
public enum UserDatabase {
  public static func uid(of login: Bytes) -> UInt32? {
    Path(login).withPointer { getpwnam($0)?.pointee.pw_uid }
  }

  public static func login(of uid: UInt32) -> Bytes? {
    guard let name = getpwuid(uid)?.pointee.pw_name else { return nil }
    return Bytes(cString: name)
  }

  /// The home directory, for any thread.
  public static func home(of uid: UInt32) -> Bytes? {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16 * 1024) { text in
      guard getpwuid_r(uid, &entry, text.baseAddress!, text.count, &found) == 0, found != nil,
        let home = entry.pw_dir
      else { return nil }
      return Bytes(cString: home)
    }
  }

  /// When /etc/passwd was changed last, in nanoseconds since the epoch; nil where it can't be told.
  public static var changed: Int? {
    var status = stat()
    if stat("/etc/passwd", &status) != 0 { return nil }
    return status.st_mtim.tv_sec &* 1_000_000_000 &+ status.st_mtim.tv_nsec
  }
}
