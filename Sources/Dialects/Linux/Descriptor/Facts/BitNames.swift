import Misc
import Store

/// Words for the bits of a number.
struct BitNames: Sendable {
  private let names: [(bit: UInt64, name: StaticString)]

  init(_ names: [(bit: UInt64, name: StaticString)]) { self.names = names }

  /// Appends the names of the bits that are set, with `+` between, and in hexadecimal what has no name; `0` where none
  /// is set.
  func append(_ bits: UInt64, to buffer: inout ByteBuffer) {
    let start = buffer.count
    var rest = bits
    for (bit, name) in names where bits & bit != 0 {
      if buffer.count > start { buffer.append(UInt8(ascii: "+")) }
      buffer.append(name)
      rest &= ~bit
    }
    if rest == 0 && buffer.count > start { return }
    if buffer.count > start { buffer.append(UInt8(ascii: "+")) }
    if rest != 0 { buffer.append("0x") }
    buffer.append(hexadecimal: rest)
  }

  func names(of bits: UInt64) -> Bytes {
    var text = ByteBuffer()
    append(bits, to: &text)
    return text.bytes
  }
}
