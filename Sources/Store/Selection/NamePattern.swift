/// A name that `--unit`, `--container` or `--pod` selects by, or (`^`) leaves out.
public struct NamePattern: Sendable, Equatable {
  /// fnmatch(3) takes it; a name without special characters is one too.
  public var glob: Bytes
  /// `^`: what matches is left out.
  public var isExcluded: Bool

  public init(glob: Bytes, isExcluded: Bool) {
    self.glob = glob
    self.isExcluded = isExcluded
  }
}
