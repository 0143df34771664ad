/// Which fields are written.
public struct FieldSet: Sendable, Equatable {
  @usableFromInline var bits: (UInt64, UInt64) = (0, 0)

  public init() {}

  /// Whether the field is written.
  @inlinable public func contains(_ field: Field) -> Bool {
    let letter = field.rawValue
    return letter < 64 ? bits.0 >> letter & 1 == 1 : bits.1 >> (letter - 64) & 1 == 1
  }

  /// Has the field written.
  public mutating func insert(_ field: Field) {
    let letter = field.rawValue
    if letter < 64 { bits.0 |= 1 << letter } else { bits.1 |= 1 << (letter - 64) }
  }

  /// No field but those in `others` is in the set.
  public func isSubset(of others: [Field]) -> Bool {
    Field.allCases.allSatisfy { !contains($0) || others.contains($0) }
  }

  public static func == (one: FieldSet, other: FieldSet) -> Bool { one.bits == other.bits }
}
