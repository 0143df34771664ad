/// What `-D` says of the device cache, in a build that has one (HASDCACHE).
public struct DeviceCacheRequest: Sendable, Equatable {
  public enum Function: Sendable {
    /// `-Di`: the file is neither read nor written.
    case ignore
    /// `-Db`: it is written anew.
    case build
    /// `-Dr`: it is read, never written.
    case read
    /// `-Du`, and without `-D`: it is read, and written where it is missing or wrong.
    case update
  }

  public var function = Function.update
  /// The path that follows the function's letter.
  public var path: Bytes?
  /// `-D` was given: the file is seen to at once, and not only when a device needs a name.
  public var isGiven = false

  public init() {}
}
