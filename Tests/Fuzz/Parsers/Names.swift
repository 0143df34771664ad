import Glibc
import Misc
import Store

@testable import Print

/// A name, in both forms in which it is shown: nothing of it can steer a terminal, and JSON stays JSON.
func feedName(_ bytes: [UInt8]) {
  let escaper = Escaper()
  var text = ByteBuffer()
  escaper.append(bytes.span, to: &text)
  requirePrintable(text.bytes)
  text.clear()
  escaper.exact.append(bytes.span, to: &text)
  requirePrintable(text.bytes)
  require(unescaped(text.bytes) == bytes, "an exact escape doesn't tell the name")
  text.clear()
  escaper.append(command: bytes.span, width: 15, to: &text)
  require(text.count == 15, "a command name is wider than its column")
  requirePrintable(text.bytes)
  text.clear()
  feedCommand(bytes)
  let isWhole = JSONText.append(string: bytes.span, isASCII: bytes.count % 2 == 0, to: &text)
  let json = text.bytes
  require(String(validating: json, as: UTF8.self) != nil, "JSON isn't UTF-8")
  require(json.first == 0x22 && json.last == 0x22 && json.count > 1, "a string has no quotes")
  require(!json.contains { $0 < 0x20 || $0 == 0x7f }, "JSON has a raw control character")
  require(isWhole == (String(validating: bytes, as: UTF8.self) != nil), "UTF-8 is taken for something else")
}

/// A command name where the terminal has UTF-8: it fills its column, and no character of it is cut.
private func feedCommand(_ bytes: [UInt8]) {
  guard let unicode else { return }
  let before = uselocale(unicode)
  defer { uselocale(before) }
  let escaper = Escaper()
  var text = ByteBuffer()
  escaper.append(command: bytes.span, width: 9, to: &text)
  require(String(validating: text.bytes, as: UTF8.self) != nil, "a character of a command name is cut")
  // Blanks of the name itself are escaped.
  let blanks = text.bytes.reversed().prefix { $0 == UInt8(ascii: " ") }.count
  let shown = text.bytes.dropLast(blanks).map { $0 == 0x5c ? 0x78 : $0 }
  let needed = escaper.width(of: shown.span)
  require(needed + blanks == 9, "a command name doesn't fill its column")
  let length = escaper.length(ofCommand: bytes.span, atMost: 9)
  require(length <= bytes.count && (length == bytes.count || length > 0), "a command name is cut to nothing")
}

private nonisolated(unsafe) let unicode = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)

private func requirePrintable(_ text: [UInt8]) {
  require(text.allSatisfy { $0 >= 0x20 && $0 < 0x7f }, "a byte is raw that the C locale can't print")
}

/// Undoes exact escapes.
private func unescaped(_ text: [UInt8]) -> [UInt8] {
  var bytes: [UInt8] = []
  var rest = text[...]
  while let byte = rest.popFirst() {
    guard byte == 0x5c, let letter = rest.popFirst() else {
      bytes.append(byte)
      continue
    }
    switch letter {
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "n"): bytes.append(0x0a)
    case UInt8(ascii: "f"): bytes.append(0x0c)
    case UInt8(ascii: "r"): bytes.append(0x0d)
    case UInt8(ascii: "x"):
      bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
      rest = rest.dropFirst(2)
    default: bytes.append(letter)
    }
  }
  return bytes
}
