import Version

/// What builds, users and systems have an option.
enum Availability: Sendable {
  case everywhere
  /// In a build with a device cache (HASDCACHE).
  case deviceCache
  /// With SELinux in force, in a build that knows it.
  case contexts
  /// In a build that can ask the portmapper.
  case portmap
  /// In some builds for root only (HASXOPT_ROOT).
  case skippingInternetTables

  enum State {
    case available
    /// The option is known, and can't be used for this reason.
    case refused(StaticString)
    /// It is as if there were no such option.
    case absent
  }

  func state(in circumstances: Circumstances) -> State {
    switch self {
    case .everywhere: .available
    case .deviceCache:
      Build.hasDeviceCache ? .available : .refused("this build has no device cache for -D")
    case .contexts:
      !Build.hasContexts
        ? .absent
        : circumstances.hasContexts
          ? .available : .refused("-Z needs SELinux, which isn't in force here")
    case .portmap: Build.hasPortmap ? .available : .absent
    case .skippingInternetTables:
      Build.restrictsSkippingInternetTables && !circumstances.isRoot ? .absent : .available
    }
  }
}
