import Store

/// Text being put together: output, messages and names. Formats without String or printf.
public struct ByteBuffer: Sendable {
  public private(set) var bytes: Bytes = []

  @inlinable public init(capacity: Int = 0) { reserve(capacity) }

  @inlinable public var count: Int { bytes.count }
  @inlinable public var isEmpty: Bool { bytes.isEmpty }
  @inlinable public var span: Span<UInt8> {
    @_lifetime(borrow self)
    get { bytes.span }
  }

  public mutating func reserve(_ capacity: Int) { bytes.reserveCapacity(capacity) }
  /// Empties the buffer and keeps its memory.
  public mutating func clear() { bytes.removeAll(keepingCapacity: true) }
  public mutating func truncate(to count: Int) { bytes.removeLast(bytes.count - count) }

  public mutating func append(_ byte: UInt8) { bytes.append(byte) }
  public mutating func append(_ other: Bytes) { bytes.append(contentsOf: other) }
  public mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }
  public mutating func append(_ span: Span<UInt8>) {
    span.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
  }
  public mutating func append(_ byte: UInt8, times count: Int) {
    if count > 0 { bytes.append(contentsOf: repeatElement(byte, count: count)) }
  }

  public mutating func append(decimal value: UInt64) {
    var digits = InlineArray<20, UInt8>(repeating: 0)
    let start = Self.write(decimal: value, to: &digits)
    append(digits.span.extracting(start..<20))
  }
  /// Right-aligned in a column of `width`; a longer number stays whole.
  public mutating func append(decimal value: UInt64, width: Int) {
    var digits = InlineArray<20, UInt8>(repeating: Self.blank)
    let start = Self.write(decimal: value, to: &digits)
    append(Self.blank, times: width - 20)
    append(digits.span.extracting(max(0, min(start, 20 - width))..<20))
  }
  public mutating func append(decimal value: Int) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    append(decimal: UInt64(value.magnitude))
  }

  /// Lower case hexadecimal digits, at least `width` of them, without `0x`.
  public mutating func append(hexadecimal value: UInt64, width: Int = 1) {
    var digits = InlineArray<16, UInt8>(repeating: Self.zero)
    var start = 16
    var rest = value
    while rest != 0 || start == 16 {
      start -= 1
      let digit = UInt8(truncatingIfNeeded: rest & 15)
      digits[start] = digit < 10 ? digit &+ Self.zero : digit &- 10 &+ UInt8(ascii: "a")
      rest >>= 4
    }
    append(Self.zero, times: width - 16)
    append(digits.span.extracting(max(0, min(start, 16 - width))..<16))
  }

  /// Writes the digits at the array's end and returns where they start.
  private static func write(decimal value: UInt64, to digits: inout InlineArray<20, UInt8>) -> Int {
    var start = 20
    var rest = value
    repeat {
      start -= 1
      digits[start] = UInt8(truncatingIfNeeded: rest % 10) &+ Self.zero
      rest /= 10
    } while rest != 0
    return start
  }

  /// Right-aligns what has been appended since `start` in a column of `width`.
  public mutating func alignRight(from start: Int, width: Int) {
    let missing = width - (bytes.count - start)
    if missing > 0 { bytes.insert(contentsOf: repeatElement(Self.blank, count: missing), at: start) }
  }
  /// Fills the column that began at `start` with blanks up to `width`.
  public mutating func padRight(from start: Int, width: Int) {
    append(Self.blank, times: width - (bytes.count - start))
  }

  private static var blank: UInt8 { UInt8(ascii: " ") }
  private static var zero: UInt8 { UInt8(ascii: "0") }
}
