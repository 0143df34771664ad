/// The table of mounts and their devices (`+m`).
public enum MountSupplement: Sendable {
  case unused
  /// The table is printed.
  case written
  /// The table is read from a file.
  case read(Bytes)
}
