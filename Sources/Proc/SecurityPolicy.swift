import Store
import Version

/// What HASSECURITY and HASNOSOCKSECURITY keep from users other than root.
public struct SecurityPolicy: Sendable {
  /// HASSECURITY: users see their own processes only.
  @usableFromInline let isRestricted: Bool
  /// HASNOSOCKSECURITY: and the sockets of the others, where these are selected.
  @usableFromInline let showsSockets: Bool

  @inlinable init(isRestricted: Bool, showsSockets: Bool) {
    self.isRestricted = isRestricted
    self.showsSockets = showsSockets
  }

  /// The policy that the program was built with.
  @inlinable public static var ofBuild: SecurityPolicy {
    SecurityPolicy(isRestricted: Build.hasSecurity, showsSockets: Build.hasNoSocketSecurity)
  }

  /// Whether nothing is kept from `requester`.
  @inlinable public func mayLookIntoAll(_ requester: UInt32) -> Bool {
    !isRestricted || requester == 0
  }

  /// Whether `requester` may see anything of a process that `uid` owns.
  @inlinable public func mayLookInto(uid: UInt32, requester: UInt32) -> Bool {
    !isRestricted || showsSockets || requester == 0 || requester == uid
  }

  /// What the files of a process match when all is listed. Where the sockets of others are shown, one must be
  /// selected for itself, so the process's files don't inherit that.
  @inlinable public func inherited(_ selectors: Selectors) -> Selectors {
    isRestricted && showsSockets ? selectors.subtracting([.address, .internet]) : selectors
  }

  /// Whether a row that matched `selected` may be shown.
  @inlinable public func mayList(_ selected: Selectors, uid: UInt32, requester: UInt32) -> Bool {
    if !isRestricted || requester == 0 || requester == uid { return true }
    return showsSockets && !selected.isDisjoint(with: [.address, .internet])
  }
}
