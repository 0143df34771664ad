/// What a column's values are: how they compare, and what they are in JSON.
enum ValueType: Sendable {
  case text
  /// One of a few words, which are compared in any case.
  case word
  case number
  /// A number of bytes.
  case size
  /// A number of 512 bytes.
  case blocks
  /// Seconds since the epoch, which the table shows as local time.
  case time
  /// A device number: a string `major:minor`.
  case device
  /// An array of words.
  case set
  /// True or false.
  case boolean

  /// What help calls it.
  var name: StaticString {
    switch self {
    case .text, .word: "text"
    case .number, .size, .blocks: "number"
    case .time: "time"
    case .device: "device"
    case .set: "set"
    case .boolean: "boolean"
    }
  }

  /// What its numbers count; empty where they are plain.
  var unit: StaticString {
    switch self {
    case .size: "bytes"
    case .blocks: "512 B"
    case .time: "s"
    case .text, .word, .number, .device, .set, .boolean: ""
    }
  }
}
