import Misc
import Print
import Store

/// Takes words, signs and values from the text of a filter.
struct FilterScanner {
  /// Text that stood in quotes.
  struct Quoted {
    let text: Bytes
    /// Where each byte of the text was, and behind them its end.
    fileprivate let places: [Int]

    /// Where in the filter a byte of the text stands.
    func place(of offset: Int) -> Int { places[min(offset, places.count - 1)] }
  }

  let text: Bytes
  private(set) var position = 0
  /// Where the sign or word began that was taken last.
  private(set) var lastStart = 0

  init(_ text: Bytes) { self.text = text }

  var isAtEnd: Bool { position >= text.count }
  var next: UnicodeScalar? { isAtEnd ? nil : UnicodeScalar(text[position]) }

  /// An error at a place, which is the present one unless it is given.
  func error(_ reason: StaticString, _ detail: StaticString = "", at place: Int? = nil) -> UsageError {
    var error = UsageError("--filter")
    error.reason = Bytes("--filter: ") + Bytes(reason) + Bytes(detail)
    error.place = UsageError.Place(text: text, offset: min(place ?? position, text.count))
    return error
  }

  mutating func skipSpace() {
    while let byte = next, [" ", "\t", "\n", "\r"].contains(byte) { position += 1 }
  }

  /// Takes a sign; false where another one is there.
  mutating func skip(_ sign: StaticString) -> Bool {
    skipSpace()
    guard text[position...].starts(with: Bytes(sign)) else { return false }
    // `!` is none of `!=` and `!~`.
    if sign.utf8CodeUnitCount == 1, text[position] == UInt8(ascii: "!"), position + 1 < text.count,
      text[position + 1] == UInt8(ascii: "=") || text[position + 1] == UInt8(ascii: "~")
    {
      return false
    }
    lastStart = position
    position += sign.utf8CodeUnitCount
    return true
  }

  /// Takes a word in any case; false where another one is there.
  mutating func skip(word: StaticString) -> Bool {
    skipSpace()
    let start = position
    guard let found = self.word(), found.map(\.lowercased) == Bytes(word) else {
      position = start
      return false
    }
    lastStart = start
    return true
  }

  /// Takes the name of a column, or another word; nil where there is none.
  mutating func word() -> Bytes? {
    let rest = text[position...]
    guard let first = rest.first, Self.isLetter(first) else { return nil }
    let word = rest.prefix { Self.isLetter($0) || ValueText.isDigit($0) || Bytes("._-/:").contains($0) }
    position = word.endIndex
    return Bytes(word)
  }

  /// Takes text in quotes; nil where there are none. A backslash takes the meaning from a quote or another one, and
  /// `\n`, `\r`, `\t` and `\xNN` are bytes; before anything else it stays, so that regular expressions are written as
  /// they are.
  mutating func quoted() throws(UsageError) -> Quoted? {
    skipSpace()
    guard !isAtEnd, text[position] == UInt8(ascii: "\"") || text[position] == UInt8(ascii: "'") else {
      return nil
    }
    let start = position
    let quote = text[position]
    position += 1
    var bytes: Bytes = []
    var places: [Int] = []
    while !isAtEnd {
      let byte = text[position]
      places.append(position)
      position += 1
      if byte == quote { return Quoted(text: bytes, places: places) }
      if byte != UInt8(ascii: "\\") {
        bytes.append(byte)
      } else if let byte = escaped() {
        bytes.append(byte)
      } else {
        // Both stay.
        bytes.append(byte)
        if isAtEnd { break }
        places.append(position)
        bytes.append(text[position])
        position += 1
      }
    }
    throw error("this text has no quote at its end", at: start)
  }

  /// The byte that a backslash and what follows stand for, which is taken; nil where they don't.
  private mutating func escaped() -> UInt8? {
    guard let letter = next else { return nil }
    let byte: UInt8
    switch letter {
    case "\\", "\"", "'": byte = text[position]
    case "n": byte = 0x0a
    case "r": byte = 0x0d
    case "t": byte = 0x09
    case "x":
      guard position + 2 < text.count, let high = TextCursor.hexadecimalDigit(text[position + 1]),
        let low = TextCursor.hexadecimalDigit(text[position + 2])
      else { return nil }
      byte = high << 4 | low
      position += 2
    default: return nil
    }
    position += 1
    return byte
  }

  /// Takes digits as they come, and gives the number, at most 2^64, and how many there were.
  private mutating func digits() -> (number: Int128, count: Int) {
    let limit = Int128(1) << 64
    var (number, count) = (Int128(0), 0)
    while !isAtEnd, ValueText.isDigit(text[position]) {
      number = min(number * 10 + Int128(text[position] - UInt8(ascii: "0")), limit)
      count += 1
      position += 1
    }
    return (number, count)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte.lowercased)
  }
}

// MARK: - Values

extension FilterScanner {
  /// Takes the value that a column of this kind is compared with.
  mutating func operand(_ kind: FilterComparison) throws(UsageError) -> FilterOperand {
    skipSpace()
    if kind == .time { return try time() }
    if kind == .boolean {
      for (word, number) in Self.booleans where skip(word: word) { return .number(number, []) }
      if skip("1") { return .number(1, []) }
      if skip("0") { return .number(0, []) }
      throw error("this column takes true or false")
    }
    let start = position
    if let quoted = try quoted() {
      switch kind {
      case .text, .set: return .text(quoted.text)
      case .device:
        guard let device = DeviceNumber(text: quoted.text) else {
          throw error("a device is two numbers, as in \"8:1\"", at: start)
        }
        return .device(device)
      case .number, .blocks, .time, .boolean:
        throw error("this column takes a number, without quotes", at: start)
      }
    }
    if kind == .device { throw error("this column takes a device in quotes, as in \"8:1\"") }
    guard var number = try number(isOfTime: false) else {
      let isWord = next.map { $0.isASCII && Self.isLetter(UInt8($0.value)) } ?? false
      throw kind == .text || kind == .set
        ? error(isWord ? "text needs quotes" : "a value is missing") : error("a number is missing")
    }
    let written = Bytes(text[start..<position])
    if kind == .blocks && number.hasUnit { number.value /= 512 }
    return .number(number.value, written)
  }

  private static let booleans: [(StaticString, Int128)] = [("true", 1), ("false", 0), ("yes", 1), ("no", 0)]

  /// Takes a number with or without unit: `10`, `0x1f`, `1.5G`, or in seconds `7d`; nil where there is none.
  private mutating func number(isOfTime: Bool) throws(UsageError) -> (value: Int128, hasUnit: Bool)? {
    let start = position
    let isNegative = next == "-"
    if isNegative { position += 1 }
    if text[position...].starts(with: Bytes("0x")) {
      position += 2
      let first = position
      var value = Int128(0)
      while !isAtEnd, let digit = TextCursor.hexadecimalDigit(text[position]) {
        value = min(value << 4 | Int128(digit), Int128(1) << 64)
        position += 1
      }
      if position == first { throw error("a hexadecimal number has digits", at: start) }
      try requireEnd(of: start)
      return (isNegative ? -value : value, false)
    }
    let whole = digits()
    if whole.count == 0 {
      position = start
      return nil
    }
    // Thousandths are more than anybody writes.
    var value = whole.number * 1000
    if next == ".", position + 1 < text.count, ValueText.isDigit(text[position + 1]) {
      position += 1
      let fraction = digits()
      value += Self.thousandths(fraction.number, fraction.count)
    }
    var hasUnit = false
    if let factor = isOfTime ? secondsOfUnit() : bytesOfUnit() {
      value *= factor
      hasUnit = true
    }
    try requireEnd(of: start)
    value /= 1000
    return (isNegative ? -value : value, hasUnit)
  }

  /// What follows a number's digits must not be of the same word.
  private func requireEnd(of start: Int) throws(UsageError) {
    if !isAtEnd, Self.isLetter(text[position]) || ValueText.isDigit(text[position]) || next == "." {
      throw error("no such number", at: start)
    }
  }

  private static func thousandths(_ fraction: Int128, _ digits: Int) -> Int128 {
    var (fraction, digits) = (fraction, digits)
    while digits < 3 {
      fraction *= 10
      digits += 1
    }
    while digits > 3 {
      fraction /= 10
      digits -= 1
    }
    return fraction
  }

  /// Takes K, M, G, T or P, of which each is 1024 times the one before, and what may follow: `B`, `iB`.
  private mutating func bytesOfUnit() -> Int128? {
    guard let letter = next?.value,
      let exponent = Bytes("kmgtp").firstIndex(of: UInt8(letter & 0x7f).lowercased)
    else { return nil }
    position += 1
    for suffix in [Bytes("ib"), Bytes("b")]
    where text[position...].prefix(suffix.count).map(\.lowercased) == suffix {
      position += suffix.count
      break
    }
    return Int128(1) << (10 * (exponent + 1))
  }

  /// Takes s, m, h, d or w.
  private mutating func secondsOfUnit() -> Int128? {
    guard let letter = next?.value, let index = Bytes("smhdw").firstIndex(of: UInt8(letter & 0x7f).lowercased)
    else { return nil }
    position += 1
    let seconds: [Int128] = [1, 60, 3600, 86400, 604_800]
    return seconds[index]
  }

  /// Takes a time: in quotes, an age, `now` less or more a time, or seconds since the epoch.
  private mutating func time() throws(UsageError) -> FilterOperand {
    let start = position
    if let quoted = try quoted() {
      guard let time = LocalTime.seconds(quoted.text) else {
        throw error("a time is as in \"2026-11-28 12:00\"", at: start)
      }
      return .time(time)
    }
    if skip(word: "now") {
      skipSpace()
      guard next == "-" || next == "+" else { return .timeFromNow(0) }
      let isBefore = next == "-"
      position += 1
      skipSpace()
      let place = position
      guard next != "-", let age = try number(isOfTime: true), age.hasUnit else {
        throw error("an age is missing, as in 7d, 12h, 30m or 10s", at: place)
      }
      return .timeFromNow(Int64(clamping: isBefore ? -age.value : age.value))
    }
    guard let number = try number(isOfTime: true) else {
      throw error("a time is missing, as in \"2026-11-28 12:00\" or -1h")
    }
    if number.hasUnit { return .timeFromNow(Int64(clamping: number.value)) }
    return .time(Int64(clamping: number.value))
  }
}

extension DeviceNumber {
  /// Reads `major:minor` or `major,minor`.
  fileprivate init?(text: Bytes) {
    let parts = text.split(omittingEmptySubsequences: false) {
      $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ",")
    }
    guard parts.count == 2, let major = ValueText.number(parts[0], maximum: Int(UInt32.max)),
      let minor = ValueText.number(parts[1], maximum: Int(UInt32.max))
    else { return nil }
    self.init(major: UInt32(major), minor: UInt32(minor))
  }
}
