import Misc
import Store

/// What stands between the cycles of repeat mode.
enum RepeatMarker {
  /// Appends the marker's text: the time in the user's format, `=======` in columns, or nothing. The time is in seconds
  /// since the epoch.
  static func append(
    _ format: Bytes?, at time: Int64, form: Output.Form, _ escaper: Escaper, to buffer: inout ByteBuffer
  ) {
    if let format {
      append(TimeText.text(of: time, in: format) ?? [], isField: form == .fields, escaper, to: &buffer)
    } else if form != .fields {
      buffer.append("=======")
    }
  }

  /// The format is the user's own text, so that its backslashes, tabs and lines stay; but only a field's
  /// end may end the line of a field.
  private static func append(
    _ text: Bytes, isField: Bool, _ escaper: Escaper, to buffer: inout ByteBuffer
  ) {
    var start = 0
    for (index, byte) in text.enumerated()
    where byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\t") || byte == .newline && !isField {
      escaper.append(text.span.extracting(start..<index), to: &buffer)
      buffer.append(byte)
      start = index + 1
    }
    escaper.append(text.span.extracting(start..<text.count), to: &buffer)
  }
}
