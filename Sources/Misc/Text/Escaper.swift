import CSystem
import Glibc
import Store

/// Makes bytes safe for a terminal, by the rules of lsof(8)'s OUTPUT section.
///
/// Printable characters of the locale stay, but for those that hide or reorder others (``Confusables/hide(_:)``);
/// `\b \f \n \r \t` and the backslash get a backslash, other control characters become `^X`, and the rest `\xNN`.
/// Make one after `setlocale`.
///
/// An ``exact`` one never shows two names alike: it writes `\x01` for `^A`, which can be a name's own
/// characters, and escapes ``Confusables`` too.
public struct Escaper: Sendable {
  private let isMultibyte: Bool
  /// isprint(3) in the locale, the backslash left out.
  private let isPlain: [Bool]
  private var isExact = false
  /// The locale's characters are in UTF-8, so that a terminal can be given any of Unicode.
  public let usesUTF8: Bool

  public init() {
    isMultibyte = csystem_longest_character() > 1
    usesUTF8 = nl_langinfo(nl_item(CODESET)).map { strcmp($0, "UTF-8") == 0 } ?? false
    isPlain = (0..<256).map { $0 != UInt8(ascii: "\\") && csystem_is_plain($0) }
  }

  /// The same, but made so that names can be told apart.
  public var exact: Escaper {
    var exact = self
    exact.isExact = true
    return exact
  }

  /// Appends a name; blanks stay as they are.
  public func append(_ name: Span<UInt8>, to buffer: inout ByteBuffer) {
    if isClean(name) { return buffer.append(name) }
    var index = 0
    while index < name.count {
      let character = character(of: name, at: index)
      if character.columns != nil {
        buffer.append(name.extracting(index..<index + character.length))
      } else {
        for place in index..<index + character.length { appendEscaped(name[place], to: &buffer) }
      }
      index += character.length
    }
  }

  /// The columns of the terminal that the text of ``append(_:to:)`` takes.
  public func width(of name: Span<UInt8>) -> Int {
    if isClean(name) { return name.count }
    var width = 0
    var index = 0
    var escape = ByteBuffer()
    while index < name.count {
      let character = character(of: name, at: index)
      if let columns = character.columns {
        width += columns
      } else {
        for place in index..<index + character.length { appendEscaped(name[place], to: &escape) }
      }
      index += character.length
    }
    return width + escape.count
  }

  /// The columns of the terminal that text takes which has been escaped.
  public func columns(ofShown text: Span<UInt8>) -> Int { beginning(ofShown: text, atMost: .max).columns }

  /// As much of such a text as fits into so many columns of the terminal.
  public func beginning(ofShown text: Span<UInt8>, atMost limit: Int) -> (bytes: Int, columns: Int) {
    var (bytes, columns) = (0, 0)
    while bytes < text.count {
      let character = character(of: text, at: bytes)
      // A backslash is one of an escape.
      let next = character.columns ?? 1
      if next > limit - columns { break }
      columns += next
      bytes += character.length
    }
    return (bytes, columns)
  }

  /// Appends a name that could be taken for another one (``OpenFile/hasOddName``): a NUL that it begins with is
  /// shown as `@`, but neither a `@` nor the parenthesis that it ends with is shown as it is.
  public func append(odd name: Span<UInt8>, to buffer: inout ByteBuffer) {
    if name.isEmpty { return }
    let (first, last) = (name[0], name[name.count - 1])
    if first == 0 || first == UInt8(ascii: "@") {
      if first == 0 { buffer.append(UInt8(ascii: "@")) } else { appendEscaped(first, to: &buffer) }
      append(name.extracting(droppingFirst: 1), to: &buffer)
    } else {
      append(name.extracting(droppingLast: 1), to: &buffer)
      appendEscaped(last, to: &buffer)
    }
  }

  public func append(_ name: Bytes, to buffer: inout ByteBuffer) { append(name.span, to: &buffer) }

  /// Appends a command name where there is no column for it. Like the columns, it has `?` for a newline;
  /// an exact one is a name like any other.
  public func append(command: Span<UInt8>, to buffer: inout ByteBuffer) {
    if isExact { return append(command, to: &buffer) }
    var start = 0
    for index in command.indices where command[index] == Self.newline {
      append(command.extracting(start..<index), to: &buffer)
      buffer.append(UInt8(ascii: "?"))
      start = index + 1
    }
    append(command.extracting(start..<command.count), to: &buffer)
  }

  /// Appends a command name in exactly `width` columns of the terminal, a blank as `\x20` and a newline as `?`. A
  /// character, or its escape, that would not fit whole ends the name.
  public func append(command: Span<UInt8>, width: Int, to buffer: inout ByteBuffer) {
    var used = 0
    var index = 0
    while index < command.count {
      let character = commandCharacter(of: command, at: index)
      let bytes = index..<index + character.length
      index = bytes.upperBound
      if let columns = character.columns {
        if used + columns > width { break }
        used += columns
        if command[bytes.lowerBound] == Self.newline {
          buffer.append(UInt8(ascii: "?"))
        } else {
          buffer.append(command.extracting(bytes))
        }
        continue
      }
      var columns = 0
      for place in bytes { columns += Self.escapedLength(command[place]) }
      if used + columns > width { break }
      used += columns
      for place in bytes { appendEscaped(command[place], to: &buffer) }
    }
    buffer.append(Self.blank, times: width - used)
  }

  /// The columns to reserve for a command name. Where characters are bytes, those beyond ASCII count as two, as in
  /// the reference, although their escape takes four.
  public func width(command: Span<UInt8>) -> Int {
    var width = 0
    var index = 0
    while index < command.count {
      let character = commandCharacter(of: command, at: index)
      for place in index..<index + character.length where character.columns == nil {
        let byte = command[place]
        width += byte >= 0x80 && !isMultibyte ? 2 : Self.escapedLength(byte)
      }
      width += character.columns ?? 0
      index += character.length
    }
    return width
  }

  /// How many bytes of a command name fit into so many columns, where it is part of a name and escaped with that: an
  /// escape counts as one column for each byte, as in the reference.
  public func length(ofCommand command: Span<UInt8>, atMost limit: Int) -> Int {
    var used = 0
    var index = 0
    while index < command.count {
      let character = character(of: command, at: index)
      used += character.columns ?? character.length
      if used > limit { break }
      index += character.length
    }
    return index
  }

  /// Printable ASCII without a backslash: nearly every name. Eight bytes are looked at together.
  private func isClean(_ name: Span<UInt8>) -> Bool {
    name.withUnsafeBytes { bytes in
      var index = 0
      while bytes.count - index >= 8 {
        let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        if !Self.isClean(word) { return false }
        index += 8
      }
      while index < bytes.count {
        let byte = bytes[index]
        if byte < 0x20 || byte >= 0x7f || byte == UInt8(ascii: "\\") { return false }
        index += 1
      }
      return true
    }
  }

  /// The same of the eight bytes of a word. To take one from a zero byte borrows from its high bit, and so does to
  /// take 0x20 from a byte below; no clean byte has its high bit set.
  private static func isClean(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high = ones << 7
    let backslashes = word ^ ones &* UInt64(UInt8(ascii: "\\"))
    let deletes = word ^ ones &* 0x7f
    let controls = word &- ones &* 0x20
    return (word | controls | (backslashes &- ones) & ~backslashes | (deletes &- ones) & ~deletes) & high == 0
  }

  /// A character of a name, or a byte that belongs to none.
  private struct Character {
    /// Bytes.
    var length = 1
    /// The columns of the terminal that it takes; nil where its bytes are escaped.
    var columns: Int?
  }

  private func character(of name: Span<UInt8>, at index: Int) -> Character {
    let byte = name[index]
    let single = Character(columns: isPlain[Int(byte)] ? 1 : nil)
    if !isMultibyte || byte < 0x80 { return single }
    var wide: UInt32 = 0
    let length = name.extracting(index..<name.count).withUnsafeBufferPointer { bytes in
      csystem_decode_character(bytes.baseAddress!, bytes.count, &wide)
    }
    if length <= 1 { return single }
    let isShown =
      csystem_is_printable(wide) && !(isExact ? Confusables.include(wide) : Confusables.hide(wide))
    return Character(length: length, columns: isShown ? max(0, Int(csystem_columns(wide))) : nil)
  }

  /// The same of a command name in its column, where a blank is escaped and a newline shown as `?`.
  private func commandCharacter(of command: Span<UInt8>, at index: Int) -> Character {
    switch command[index] {
    case Self.blank: Character(columns: nil)
    case Self.newline: Character(columns: 1)
    default: character(of: command, at: index)
    }
  }

  private static var blank: UInt8 { UInt8(ascii: " ") }
  private static var newline: UInt8 { UInt8(ascii: "\n") }
  private static var backslash: UInt8 { UInt8(ascii: "\\") }

  private static func escapedLength(_ byte: UInt8) -> Int {
    byte < Self.blank || byte == Self.backslash ? 2 : 4
  }

  private func appendEscaped(_ byte: UInt8, to buffer: inout ByteBuffer) {
    switch byte {
    case 0x08: buffer.append("\\b")
    case UInt8(ascii: "\t"): buffer.append("\\t")
    case Self.newline: buffer.append("\\n")
    case 0x0c: buffer.append("\\f")
    case UInt8(ascii: "\r"): buffer.append("\\r")
    case Self.backslash: buffer.append("\\\\")
    case ..<Self.blank where !isExact:
      buffer.append(UInt8(ascii: "^"))
      buffer.append(byte + UInt8(ascii: "@"))
    default:
      buffer.append("\\x")
      buffer.append(hexadecimal: UInt64(byte), width: 2)
    }
  }
}
