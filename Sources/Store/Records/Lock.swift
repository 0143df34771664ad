/// The lock that a process has on a file: on a part of it, or on the whole file.
public enum Lock: UInt8, Sendable {
  case none, readPartial, readFull, writePartial, writeFull

  /// What the FD column has behind the access mode, and what the `l` field has.
  @inlinable public var letter: UInt8 {
    switch self {
    case .none: UInt8(ascii: " ")
    case .readPartial: UInt8(ascii: "r")
    case .readFull: UInt8(ascii: "R")
    case .writePartial: UInt8(ascii: "w")
    case .writeFull: UInt8(ascii: "W")
    }
  }
}
