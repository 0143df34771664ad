import Store

/// Unsigned decimal numbers in bytes, of any length.
enum Decimal {
  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// The number that `text` begins with, at most `limit`, and how many digits it has.
  static func prefix(of text: ArraySlice<UInt8>, limit: Int = Int(Int32.max)) -> (value: Int, digits: Int) {
    var (value, digits) = (0, 0)
    for byte in text {
      if !isDigit(byte) { break }
      digits += 1
      let (shifted, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, isTooLarge) = shifted.addingReportingOverflow(Int(byte) - 0x30)
      value = overflows || isTooLarge || sum > limit ? limit : sum
    }
    return (value, digits)
  }

  /// The number that `text` is, or nil where it is none, or above `maximum`.
  static func value(of text: ArraySlice<UInt8>, maximum: Int) -> Int? {
    let (value, digits) = prefix(of: text, limit: maximum &+ 1)
    return digits == text.count && digits > 0 && value <= maximum ? value : nil
  }
}
