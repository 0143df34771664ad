import Misc
import Store

/// How many decimal digits a number has.
func decimalWidth(_ value: UInt64) -> Int {
  var width = 1
  var limit: UInt64 = 10
  while value >= limit {
    width += 1
    if width == 20 { break }
    limit *= 10
  }
  return width
}

/// How many hexadecimal digits a number has.
func hexadecimalWidth(_ value: UInt64) -> Int {
  value == 0 ? 1 : (67 - value.leadingZeroBitCount) / 4
}

/// The forms of sizes and offsets.
enum SizeText {
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
    2 + (isDecimal(offset, digits: digits) ? decimalWidth(offset) : hexadecimalWidth(offset))
  }

  private static func isDecimal(_ offset: UInt64, digits: Int) -> Bool {
    digits == 0 || decimalWidth(offset) <= digits
  }

  /// Appends a size as `-H` shows it: bytes below 1024, else one decimal of K, M, G, T, P or E.
  static func append(humanSize size: UInt64, to buffer: inout ByteBuffer) {
    if size < 1024 {
      buffer.append(decimal: size)
      buffer.append(0x42)
      return
    }
    let (tenths, unit) = humanParts(size)
    buffer.append(decimal: tenths / 10)
    buffer.append(0x2e)
    buffer.append(0x30 + UInt8(tenths % 10))
    buffer.append(unit)
  }

  static func width(humanSize size: UInt64) -> Int {
    size < 1024 ? decimalWidth(size) + 1 : decimalWidth(humanParts(size).tenths / 10) + 3
  }

  /// The size in tenths of its unit. What is below a 1024th of the unit is cut off, and the rest
  /// rounded, halves to even, as printf(3) rounds the quotient.
  private static func humanParts(_ size: UInt64) -> (tenths: UInt64, unit: UInt8) {
    let units: [5 of UInt8] = [0x4b, 0x4d, 0x47, 0x54, 0x50]
    var shift: UInt64 = 0
    var unit: UInt8 = 0x45
    for index in 0..<5 {
      if size >> shift < 1024 * 1024 {
        unit = units[index]
        break
      }
      shift += 10
    }
    let scaled = (size >> shift) * 10
    let (whole, rest) = (scaled / 1024, scaled % 1024)
    let roundsUp = rest > 512 || rest == 512 && whole % 2 == 1
    return (roundsUp ? whole + 1 : whole, unit)
  }
}
