import Misc
import Store

/// Fields of CSV (RFC 4180).
enum CSVText {
  /// What ends a record.
  static let recordEnd: StaticString = "\r\n"

  /// Puts quotes around what has been appended since `start`, where it needs them.
  static func quote(from start: Int, in buffer: inout ByteBuffer) {
    let field = Bytes(buffer.span.extracting(start..<buffer.count))
    if !field.contains(where: needsQuotes) { return }
    buffer.truncate(to: start)
    buffer.append(UInt8(ascii: "\""))
    for byte in field {
      if byte == UInt8(ascii: "\"") { buffer.append(byte) }
      buffer.append(byte)
    }
    buffer.append(UInt8(ascii: "\""))
  }

  private static func needsQuotes(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte < .blank
  }
}
