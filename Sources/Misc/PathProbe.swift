import CSystem
import Glibc
import Store

/// Asks about paths that the user named, within the limits of `-b` and `-S`.
public protocol PathProbe: Sendable {
  /// stat(2), or lstat(2) where links aren't followed.
  func status(of path: Bytes, followsLinks: Bool) -> Result<FileStatus, SystemError>
  /// readlink(2); EINVAL where the path isn't a link.
  func link(at path: Bytes) -> Result<Bytes, SystemError>
}
