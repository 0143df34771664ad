import Store

/// What the values of options are made of: numbers, lists, exclusions and letters of either case.
enum ValueText {
  static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  /// The decimal number that `text` begins with, at most `limit`, and how many digits it has.
  static func number(at text: ArraySlice<UInt8>, limit: Int = Int(Int32.max)) -> (value: Int, digits: Int) {
    var (value, digits) = (0, 0)
    for byte in text {
      if !isDigit(byte) { break }
      digits += 1
      let (shifted, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, isTooLarge) = shifted.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      value = overflows || isTooLarge || sum > limit ? limit : sum
    }
    return (value, digits)
  }

  /// The decimal number that `text` is; nil where it is none, or above `maximum`.
  static func number(_ text: ArraySlice<UInt8>, maximum: Int) -> Int? {
    let (value, digits) = number(at: text, limit: maximum &+ 1)
    return digits == text.count && digits > 0 && value <= maximum ? value : nil
  }

  /// The parts of a comma-separated list; empty ones don't count, for programs leave commas at the ends.
  static func elements(of list: Bytes) -> [ArraySlice<UInt8>] {
    list.split(separator: UInt8(ascii: ","))
  }

  /// The parts of a comma-separated list in which empty ones count; but a comma may end the list.
  static func allElements(of list: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    let comma = UInt8(ascii: ",")
    let whole = list.last == comma ? list.dropLast() : list
    return whole.split(separator: comma, omittingEmptySubsequences: false)
  }

  /// Takes `^` off an element.
  static func splitExclusion(_ element: ArraySlice<UInt8>) -> (isExcluded: Bool, rest: ArraySlice<UInt8>) {
    element.first == UInt8(ascii: "^") ? (true, element.dropFirst()) : (false, element)
  }

  /// The text with the letters of ASCII in upper case.
  static func uppercased(_ text: ArraySlice<UInt8>) -> Bytes {
    let lower = UInt8(ascii: "a")...UInt8(ascii: "z")
    return text.map { lower.contains($0) ? $0 - (UInt8(ascii: "a") - UInt8(ascii: "A")) : $0 }
  }
}
