import Store

/// A set of bytes.
struct ByteSet: Sendable {
  /// A bit for each byte.
  private var bits: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  init() {}
  init(_ bytes: ClosedRange<UInt8>) { insert(bytes) }

  static let all = ByteSet(0...255)

  func contains(_ byte: UInt8) -> Bool {
    let word =
      switch byte >> 6 {
      case 0: bits.0
      case 1: bits.1
      case 2: bits.2
      default: bits.3
      }
    return word >> (byte & 63) & 1 == 1
  }

  mutating func insert(_ byte: UInt8) {
    let bit: UInt64 = 1 << (byte & 63)
    switch byte >> 6 {
    case 0: bits.0 |= bit
    case 1: bits.1 |= bit
    case 2: bits.2 |= bit
    default: bits.3 |= bit
    }
  }

  mutating func insert(_ bytes: ClosedRange<UInt8>) {
    for byte in bytes { insert(byte) }
  }

  mutating func formUnion(_ other: ByteSet) {
    bits.0 |= other.bits.0
    bits.1 |= other.bits.1
    bits.2 |= other.bits.2
    bits.3 |= other.bits.3
  }

  var inverted: ByteSet {
    var inverted = ByteSet()
    inverted.bits = (~bits.0, ~bits.1, ~bits.2, ~bits.3)
    return inverted
  }

  /// With both cases of each letter of ASCII.
  var ignoringCase: ByteSet {
    var set = self
    for small in UInt8(ascii: "a")...UInt8(ascii: "z") {
      let capital = small & ~0x20
      if contains(small) { set.insert(capital) }
      if contains(capital) { set.insert(small) }
    }
    return set
  }
}

extension ByteSet {
  private static let digits = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))
  private static let small = ByteSet(UInt8(ascii: "a")...UInt8(ascii: "z"))
  private static let capitals = ByteSet(UInt8(ascii: "A")...UInt8(ascii: "Z"))
  private static let graphic = ByteSet(0x21...0x7e)
  private static let space = ByteSet([0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d])

  private init(_ bytes: Bytes) { for byte in bytes { insert(byte) } }

  private func union(_ other: ByteSet) -> ByteSet {
    var union = self
    union.formUnion(other)
    return union
  }

  private static var letters: ByteSet { small.union(capitals) }

  /// What the letter stands for after a backslash; nil where it stands for no set.
  init?(escape letter: UInt8) {
    switch UnicodeScalar(letter) {
    case "d": self = Self.digits
    case "D": self = Self.digits.inverted
    case "s": self = Self.space
    case "S": self = Self.space.inverted
    case "w", "W":
      let word = Self.letters.union(Self.digits).union(ByteSet(Bytes("_")))
      self = letter == UInt8(ascii: "w") ? word : word.inverted
    default: return nil
    }
  }

  /// A class of POSIX in the C locale, by its name between `[:` and `:]`.
  init?(class name: Bytes) {
    switch name {
    case Bytes("alpha"): self = Self.letters
    case Bytes("digit"): self = Self.digits
    case Bytes("alnum"): self = Self.letters.union(Self.digits)
    case Bytes("lower"): self = Self.small
    case Bytes("upper"): self = Self.capitals
    case Bytes("space"): self = Self.space
    case Bytes("blank"): self = ByteSet([0x20, 0x09])
    case Bytes("cntrl"): self = ByteSet(0...0x1f).union(ByteSet([0x7f]))
    case Bytes("graph"): self = Self.graphic
    case Bytes("print"): self = Self.graphic.union(ByteSet([0x20]))
    case Bytes("punct"):
      var set = ByteSet()
      let words = Self.letters.union(Self.digits)
      for byte in UInt8(0x21)...0x7e where !words.contains(byte) { set.insert(byte) }
      self = set
    case Bytes("xdigit"):
      self = Self.digits.union(ByteSet(Bytes("abcdefABCDEF")))
    default: return nil
    }
  }
}
