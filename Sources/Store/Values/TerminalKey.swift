/// What the two sides of a pseudoterminal have in common: its index, and the instance of devpts that has it.
public struct TerminalKey: Sendable, Equatable {
  /// The device of the instance above the 20 bits of the index.
  public let rawValue: UInt64
  private static let indexBits: UInt64 = 20

  public init(rawValue: UInt64) { self.rawValue = rawValue }

  public init(index: UInt64, on devpts: DeviceNumber) {
    rawValue = devpts.rawValue << Self.indexBits | index & (1 << Self.indexBits - 1)
  }

  public var index: UInt64 { rawValue & (1 << Self.indexBits - 1) }
}
