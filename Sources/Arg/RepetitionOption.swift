import Misc
import Store

/// What `-r` takes: `[seconds][c<count>][m<format>]`.
struct RepetitionOption: Equatable {
  /// nil where the default is meant.
  var seconds: Int?
  var maximum: Int?
  /// A strftime(3) format.
  var marker: Bytes?
  /// How much of the value is spoken for; the rest is other options or a name.
  var length = 0

  init(_ value: Bytes) throws(UsageError) {
    let (number, digits) = Decimal.prefix(of: value[...])
    if digits > 0 { seconds = number }
    length = digits
    var rest = value[digits...].drop { $0 == UInt8(ascii: " ") }
    if rest.first == UInt8(ascii: "c") {
      let (count, countDigits) = Decimal.prefix(of: rest.dropFirst())
      let afterCount = rest.dropFirst(1 + countDigits)
      // Without a number it's the option -c, and without seconds it may be a name.
      let isWhole = afterCount.isEmpty || afterCount.first == UInt8(ascii: "m")
      if countDigits > 0 && (digits > 0 || isWhole) {
        maximum = count
        rest = afterCount
        length = value.count - rest.count
      }
    }
    if rest.first == UInt8(ascii: "m") {
      let format = Bytes(rest.dropFirst())
      if TimeText.now(in: format) == nil { throw UsageError("bad marker format of -r", value) }
      marker = format
      length = value.count
    } else if rest.isEmpty {
      length = value.count
    }
  }
}
