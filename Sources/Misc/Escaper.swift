import CSystem
import Store

/// Makes bytes safe for a terminal, by the rules of lsof(8)'s OUTPUT section.
///
/// Printable characters of the locale stay; `\b \f \n \r \t` and the backslash get a backslash, other
/// control characters become `^X`, and the rest `\xNN`. Make one after `setlocale`.
public struct Escaper: Sendable {
  private let isMultibyte: Bool
  /// isprint(3) in the locale, the backslash left out.
  private let isPlain: [Bool]

  public init() {
    isMultibyte = csystem_longest_character() > 1
    isPlain = (0..<256).map { $0 != 0x5c && csystem_is_plain($0) }
  }

  /// Appends a name; blanks stay as they are.
  public func append(_ name: Span<UInt8>, to buffer: inout ByteBuffer) {
    if isClean(name) { return buffer.append(name) }
    var index = 0
    while index < name.count {
      let byte = name[index]
      let length = isMultibyte && byte >= 0x80 ? characterLength(name, at: index) : 1
      if length > 1 {
        let character = name.extracting(index..<index + length)
        if isPrintable(character) {
          buffer.append(character)
        } else {
          for offset in 0..<length { Self.appendEscaped(character[offset], to: &buffer) }
        }
      } else if isPlain[Int(byte)] {
        buffer.append(byte)
      } else {
        Self.appendEscaped(byte, to: &buffer)
      }
      index += length
    }
  }

  public func append(_ name: Bytes, to buffer: inout ByteBuffer) { append(name.span, to: &buffer) }

  /// Appends a command name in exactly `width` columns, a blank as `\x20`. An escape that would not fit
  /// whole ends the name.
  public func append(command: Span<UInt8>, width: Int, to buffer: inout ByteBuffer) {
    let start = buffer.count
    for index in command.indices {
      let byte = command[index]
      let needed = isPlain[Int(byte)] && byte != 0x20 ? 1 : Self.escapedLength(byte)
      if buffer.count - start + needed > width { break }
      if needed == 1 { buffer.append(byte) } else { Self.appendEscaped(byte, to: &buffer) }
    }
    buffer.padRight(from: start, width: width)
  }

  /// The columns that the reference reserves for a command name: bytes beyond ASCII count as two
  /// although their escape takes four.
  public func width(command: Span<UInt8>) -> Int {
    var width = 0
    for index in command.indices {
      let byte = command[index]
      if isPlain[Int(byte)] && byte != 0x20 {
        width += 1
      } else {
        width += byte < 0x20 || byte >= 0x80 || byte == 0x5c ? 2 : 4
      }
    }
    return width
  }

  /// Printable ASCII without a backslash: nearly every name.
  private func isClean(_ name: Span<UInt8>) -> Bool {
    for index in name.indices {
      let byte = name[index]
      if byte < 0x20 || byte >= 0x7f || byte == 0x5c { return false }
    }
    return true
  }

  private func characterLength(_ name: Span<UInt8>, at index: Int) -> Int {
    let rest = name.extracting(index..<name.count)
    let length = rest.withUnsafeBufferPointer { bytes in
      var character: UInt32 = 0
      return csystem_decode_character(bytes.baseAddress!, bytes.count, &character)
    }
    return max(1, length)
  }

  private func isPrintable(_ character: Span<UInt8>) -> Bool {
    character.withUnsafeBufferPointer { bytes in
      var wide: UInt32 = 0
      let length = csystem_decode_character(bytes.baseAddress!, bytes.count, &wide)
      return length == bytes.count && csystem_is_printable(wide)
    }
  }

  private static func escapedLength(_ byte: UInt8) -> Int { byte < 0x20 || byte == 0x5c ? 2 : 4 }

  private static func appendEscaped(_ byte: UInt8, to buffer: inout ByteBuffer) {
    switch byte {
    case 0x08: buffer.append("\\b")
    case 0x09: buffer.append("\\t")
    case 0x0a: buffer.append("\\n")
    case 0x0c: buffer.append("\\f")
    case 0x0d: buffer.append("\\r")
    case 0x5c: buffer.append("\\\\")
    case ..<0x20:
      buffer.append(0x5e)
      buffer.append(byte + 0x40)
    default:
      buffer.append("\\x")
      buffer.append(hexadecimal: UInt64(byte), width: 2)
    }
  }
}
