/// Which fields are written.
public struct FieldSet: Sendable, Equatable, ExpressibleByArrayLiteral {
  /// Of letters below 64 and from 64 on.
  @usableFromInline var bits: (UInt64, UInt64) = (0, 0)

  public init() {}

  public init(arrayLiteral fields: Field...) {
    for field in fields { insert(field) }
  }

  /// Whether the field is written.
  @inlinable public func contains(_ field: Field) -> Bool {
    let letter = field.letter
    return letter < 64 ? bits.0 >> letter & 1 == 1 : bits.1 >> (letter - 64) & 1 == 1
  }

  /// Has the field written.
  public mutating func insert(_ field: Field) {
    let letter = field.letter
    if letter < 64 { bits.0 |= 1 << letter } else { bits.1 |= 1 << (letter - 64) }
  }

  /// Has the field not written.
  public mutating func remove(_ field: Field) {
    let letter = field.letter
    if letter < 64 { bits.0 &= ~(1 << letter) } else { bits.1 &= ~(1 << (letter - 64)) }
  }

  /// No field but those of `other` is in the set.
  public func isSubset(of other: FieldSet) -> Bool {
    bits.0 & ~other.bits.0 == 0 && bits.1 & ~other.bits.1 == 0
  }

  public static func == (one: FieldSet, other: FieldSet) -> Bool { one.bits == other.bits }
}
