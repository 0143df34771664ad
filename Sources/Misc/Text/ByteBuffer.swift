import Store

/// Text being put together: output, messages and names. Formats without String or printf.
///
/// It alone owns its memory, so that a short piece costs little more than its bytes: a listing is made of millions
/// of them.
public struct ByteBuffer: ~Copyable {
  private var start: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// Bytes.
  public private(set) var count = 0

  private static var leastCapacity: Int { 64 }
  /// The decimal digits of the largest number.
  private static var mostDigits: Int { 20 }

  public init(capacity: Int = 0) {
    self.capacity = max(capacity, Self.leastCapacity)
    start = .allocate(capacity: self.capacity)
  }

  deinit { start.deallocate() }

  public var isEmpty: Bool { count == 0 }

  /// What has been appended, lent for as long as nothing more is.
  public var span: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let span = Span(_unsafeElements: UnsafeBufferPointer(start: start, count: count))
      return _overrideLifetime(span, borrowing: self)
    }
  }

  /// A copy of what has been appended.
  public var bytes: Bytes { Bytes(UnsafeBufferPointer(start: start, count: count)) }

  /// Empties the buffer and keeps its memory.
  public mutating func clear() { count = 0 }
  public mutating func truncate(to count: Int) { self.count = min(self.count, max(0, count)) }

  public mutating func append(_ byte: UInt8) {
    room(for: 1).pointee = byte
    count += 1
  }
  public mutating func append(_ other: Bytes) { other.withUnsafeBufferPointer { append($0) } }
  public mutating func append(_ text: StaticString) { text.withUTF8Buffer { append($0) } }
  public mutating func append(_ span: Span<UInt8>) { span.withUnsafeBufferPointer { append($0) } }
  public mutating func append(_ byte: UInt8, times count: Int) {
    if count <= 0 { return }
    Self.fill(room(for: max(count, Self.shortRun)), with: byte, times: count)
    self.count += count
  }

  private mutating func append(_ other: UnsafeBufferPointer<UInt8>) {
    guard let source = other.baseAddress else { return }
    room(for: other.count).update(from: source, count: other.count)
    count += other.count
  }

  public mutating func append(decimal value: UInt64) {
    let digits = value.decimalDigits
    Self.write(decimal: value, before: room(for: digits) + digits)
    count += digits
  }
  /// Right-aligned in a column of `width`; a longer number stays whole.
  public mutating func append(decimal value: UInt64, width: Int) {
    if width < Self.mostDigits && value.decimalDigits > width { return append(decimal: value) }
    let column = room(for: max(width, Self.shortRun))
    Self.fill(column, with: Self.blank, times: width)
    Self.write(decimal: value, before: column + width)
    count += width
  }
  public mutating func append(decimal value: Int) {
    if value < 0 { append(UInt8(ascii: "-")) }
    append(decimal: UInt64(value.magnitude))
  }

  /// Lower case hexadecimal digits, at least `width` of them, without `0x`.
  public mutating func append(hexadecimal value: UInt64, width: Int = 1) {
    let digits = value.hexadecimalDigits
    append(Self.zero, times: width - digits)
    let first = room(for: digits)
    var rest = value
    for place in (0..<digits).reversed() {
      let digit = UInt8(truncatingIfNeeded: rest & 15)
      first[place] = digit < 10 ? digit &+ Self.zero : digit &- 10 &+ UInt8(ascii: "a")
      rest >>= 4
    }
    count += digits
  }

  /// A run of up to so many bytes is written in two words: most of a listing's blanks are in short runs.
  private static var shortRun: Int { 16 }

  /// Writes a run of bytes where there is room for ``shortRun`` at least.
  private static func fill(_ place: UnsafeMutablePointer<UInt8>, with byte: UInt8, times count: Int) {
    if count > shortRun { return place.update(repeating: byte, count: count) }
    let word = UInt64(byte) &* 0x0101_0101_0101_0101
    UnsafeMutableRawPointer(place).storeBytes(of: word, as: UInt64.self)
    UnsafeMutableRawPointer(place + 8).storeBytes(of: word, as: UInt64.self)
  }

  /// Writes the digits so that the last one is before `end`.
  public static func write(decimal value: UInt64, before end: UnsafeMutablePointer<UInt8>) {
    var place = end
    var rest = value
    repeat {
      place -= 1
      place.pointee = UInt8(truncatingIfNeeded: rest % 10) &+ zero
      rest /= 10
    } while rest != 0
  }

  /// Right-aligns what has been appended since `start` in a column of `width`.
  public mutating func alignRight(from start: Int, width: Int) {
    let length = count - start
    let missing = width - length
    if missing <= 0 { return }
    append(Self.blank, times: missing)
    let column = self.start + start
    (column + missing).update(from: column, count: length)
    column.update(repeating: Self.blank, count: missing)
  }
  /// Fills the column that began at `start` with blanks up to `width`.
  public mutating func padRight(from start: Int, width: Int) {
    append(Self.blank, times: width - (count - start))
  }

  /// Where the next bytes go, with room for `more` of them.
  private mutating func room(for more: Int) -> UnsafeMutablePointer<UInt8> {
    if capacity - count < more { grow(to: max(count + more, capacity * 2)) }
    return start + count
  }

  @inline(never)
  private mutating func grow(to capacity: Int) {
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: start, count: count)
    start.deallocate()
    start = larger
    self.capacity = capacity
  }

  private static var blank: UInt8 { UInt8(ascii: " ") }
  private static var zero: UInt8 { UInt8(ascii: "0") }
}

// Nobody else has its memory.
extension ByteBuffer: @unchecked Sendable {}
