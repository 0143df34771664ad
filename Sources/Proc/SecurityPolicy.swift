import Store
import Version

/// What HASSECURITY and HASNOSOCKSECURITY keep from users other than root.
public enum SecurityPolicy {
  /// Whether nothing is kept from `requester`.
  @inlinable public static func mayLookIntoAll(_ requester: UInt32) -> Bool {
    !Build.hasSecurity || requester == 0
  }

  /// Whether `requester` may see anything of a process that `uid` owns.
  @inlinable public static func mayLookInto(uid: UInt32, requester: UInt32) -> Bool {
    !Build.hasSecurity || Build.hasNoSocketSecurity || requester == 0 || requester == uid
  }

  /// What the files of a process match when all is listed. With HASNOSOCKSECURITY a socket must be
  /// selected for itself, so the process's files don't inherit that.
  @inlinable public static func inherited(_ selectors: Selectors) -> Selectors {
    Build.hasSecurity && Build.hasNoSocketSecurity
      ? selectors.subtracting([.address, .internet]) : selectors
  }

  /// Whether a row that matched `selected` may be shown.
  @inlinable public static func mayList(
    _ selected: Selectors, uid: UInt32, requester: UInt32
  ) -> Bool {
    if !Build.hasSecurity || requester == 0 || requester == uid { return true }
    return Build.hasNoSocketSecurity && !selected.isDisjoint(with: [.address, .internet])
  }
}
