/// Who runs the program and on what system. Some options depend on it.
public struct Circumstances: Sendable {
  /// SELinux is in force, so that security contexts can be read.
  public var hasContexts: Bool
  /// The real user is root.
  public var isRoot: Bool
  /// The program has root's privileges, and its user is another.
  public var isBorrowingRoot: Bool

  public init(hasContexts: Bool, isRoot: Bool, isBorrowingRoot: Bool = false) {
    self.hasContexts = hasContexts
    self.isRoot = isRoot
    self.isBorrowingRoot = isBorrowingRoot
  }
}
