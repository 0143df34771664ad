/// The access mode of a descriptor.
public enum Access: UInt8, Sendable {
  case none, read, write, readWrite

  /// What the FD column has behind the descriptor, and what the `a` field has.
  @inlinable public var letter: UInt8 {
    switch self {
    case .none: UInt8(ascii: " ")
    case .read: UInt8(ascii: "r")
    case .write: UInt8(ascii: "w")
    case .readWrite: UInt8(ascii: "u")
    }
  }
}
