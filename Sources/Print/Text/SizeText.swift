import Misc

/// The forms of sizes and offsets.
public enum SizeText {
  /// Appends an offset: `0t` and decimal up to `digits` digits (0 for any number), else `0x` and
  /// hexadecimal.
  static func append(offset: UInt64, digits: Int, to buffer: inout ByteBuffer) {
    if isDecimal(offset, digits: digits) {
      buffer.append("0t")
      buffer.append(decimal: offset)
    } else {
      buffer.append("0x")
      buffer.append(hexadecimal: offset)
    }
  }

  static func width(offset: UInt64, digits: Int) -> Int {
    2 + (isDecimal(offset, digits: digits) ? offset.decimalDigits : offset.hexadecimalDigits)
  }

  private static func isDecimal(_ offset: UInt64, digits: Int) -> Bool {
    digits == 0 || offset.decimalDigits <= digits
  }

  /// Appends a size as `-H` shows it: bytes below 1024, else one decimal of K, M, G, T, P or E.
  public static func append(humanSize size: UInt64, to buffer: inout ByteBuffer) {
    if size < 1024 {
      buffer.append(decimal: size)
      buffer.append(UInt8(ascii: "B"))
      return
    }
    let (tenths, unit) = humanParts(size)
    buffer.append(decimal: tenths / 10)
    buffer.append(UInt8(ascii: "."))
    buffer.append(UInt8(ascii: "0") + UInt8(tenths % 10))
    buffer.append(unit)
  }

  static func width(humanSize size: UInt64) -> Int {
    size < 1024 ? size.decimalDigits + 1 : (humanParts(size).tenths / 10).decimalDigits + 3
  }

  /// The size in tenths of its unit. What is below a 1024th of the unit is cut off, and the rest
  /// rounded, halves to even, as printf(3) rounds the quotient.
  private static func humanParts(_ size: UInt64) -> (tenths: UInt64, unit: UInt8) {
    let units: StaticString = "KMGTPE"
    var shift: UInt64 = 0
    var index = 0
    while index < units.utf8CodeUnitCount - 1 && size >> shift >= 1024 * 1024 {
      shift += 10
      index += 1
    }
    let unit = units.withUTF8Buffer { $0[index] }
    let scaled = (size >> shift) * 10
    let (whole, rest) = (scaled / 1024, scaled % 1024)
    let roundsUp = rest > 512 || rest == 512 && whole % 2 == 1
    return (roundsUp ? whole + 1 : whole, unit)
  }
}
