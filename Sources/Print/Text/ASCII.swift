extension UInt8 {
  /// What is between columns, and fills them.
  static var blank: UInt8 { UInt8(ascii: " ") }
  static var newline: UInt8 { UInt8(ascii: "\n") }
}
