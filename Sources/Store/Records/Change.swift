/// What has become of a row since the cycle before (`--changes`).
public enum Change: UInt8, Sendable {
  case opened, closed, changed

  /// What stands before the row, and what the `h` field has.
  @inlinable public var sign: UInt8 {
    switch self {
    case .opened: UInt8(ascii: "+")
    case .closed: UInt8(ascii: "-")
    case .changed: UInt8(ascii: "~")
    }
  }
}
