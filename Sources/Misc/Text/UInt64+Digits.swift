extension UInt64 {
  /// How many decimal digits the number has.
  public var decimalDigits: Int {
    var digits = 1
    var limit: UInt64 = 10
    while self >= limit {
      digits += 1
      if digits == 20 { break }
      limit *= 10
    }
    return digits
  }

  /// How many hexadecimal digits the number has.
  public var hexadecimalDigits: Int { self == 0 ? 1 : (67 - leadingZeroBitCount) / 4 }
}
