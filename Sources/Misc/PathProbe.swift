import Store

/// Asks about paths that the user named, within the limits of `-b` and `-S`.
public protocol PathProbe: Sendable {
  /// stat(2), or lstat(2) where links aren't followed.
  func status(of path: Bytes, followsLinks: Bool) -> Result<FileStatus, SystemError>
  /// readlink(2); EINVAL where the path isn't a link.
  func link(at path: Bytes) -> Result<Bytes, SystemError>
  /// Visits what a directory holds, without `.` and `..`, until `isDone`, which is asked now and then. Returns why it
  /// could not, or not to the end.
  func forEachEntry(
    of directory: Bytes, _ body: (DirectoryEntries.Entry) -> Void, until isDone: () -> Bool
  ) -> SystemError?
  /// The device of the mount that a path from the root is on, by what mountinfo says, if that mount may
  /// block.
  func blockingDevice(of path: Bytes) -> DeviceNumber?
}

extension PathProbe {
  public func forEachEntry(
    of directory: Bytes, _ body: (DirectoryEntries.Entry) -> Void, until isDone: () -> Bool
  ) -> SystemError? {
    do throws(SystemError) { try DirectoryEntries.forEach(in: directory, body, until: isDone) } catch {
      return error
    }
    return nil
  }

  public func forEachEntry(
    of directory: Bytes, _ body: (DirectoryEntries.Entry) -> Void
  ) -> SystemError? { forEachEntry(of: directory, body) { false } }

  public func blockingDevice(of path: Bytes) -> DeviceNumber? { nil }
}
