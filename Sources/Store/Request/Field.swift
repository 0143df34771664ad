/// A field of `-F` and JSON, known by its letter. What each holds is said where its column is.
public struct Field: Hashable, Sendable, ExpressibleByUnicodeScalarLiteral {
  /// The ASCII character that begins the field.
  public let letter: UInt8

  @inlinable public init(letter: UInt8) { self.letter = letter }
  @inlinable public init(unicodeScalarLiteral letter: Unicode.Scalar) {
    self.init(letter: UInt8(ascii: letter))
  }
}
