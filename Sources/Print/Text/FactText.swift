import Misc
import Store

/// What special files tell of themselves.
enum FactText {
  /// Appends the members of a set, with commas between; one that a member has itself is escaped.
  static func append(_ fact: Fact, of row: borrowing Row, _ escaper: Escaper, to buffer: inout ByteBuffer) {
    let facts = row.facts
    var isFirst = true
    for place in facts.indices where facts[place].fact == fact {
      if !isFirst { buffer.append(UInt8(ascii: ",")) }
      isFirst = false
      append(facts[place].value, of: row, escaper, isWord: false, to: &buffer)
    }
  }

  /// Appends all that has a word, as `word=value` with blanks between.
  static func append(factsOf row: borrowing Row, _ escaper: Escaper, to buffer: inout ByteBuffer) {
    let facts = row.facts
    let start = buffer.count
    if let driver = row.driverFact {
      buffer.append("driver=")
      append(.text(driver), of: row, escaper, isWord: true, to: &buffer)
    }
    for place in facts.indices {
      let fact = facts[place].fact
      guard let entry = FactColumns.entries[Int(fact.rawValue)], entry.word.utf8CodeUnitCount > 0,
        !isSaidByPaths(fact, facts)
      else { continue }
      if entry.hidesZero, case .number(0) = facts[place].value { continue }
      if place > 0 && facts[place - 1].fact == fact {
        buffer.append(UInt8(ascii: ","))
      } else {
        if buffer.count > start { buffer.append(.blank) }
        buffer.append(entry.word)
        buffer.append(UInt8(ascii: "="))
      }
      append(facts[place].value, of: row, escaper, isWord: true, to: &buffer)
    }
  }

  /// Inodes of which all have a path.
  private static func isSaidByPaths(_ fact: Fact, _ facts: [FileFact]) -> Bool {
    let paths: Fact
    switch fact {
    case .watchedInodes: paths = .watchedPaths
    case .markedInodes: paths = .markedPaths
    default: return false
    }
    return facts.count { $0.fact == fact } == facts.count { $0.fact == paths }
  }

  /// Appends seconds with all digits of the nanoseconds, as lsfd(1) has them.
  static func append(nanoseconds: UInt64, to buffer: inout ByteBuffer) {
    buffer.append(decimal: nanoseconds / 1_000_000_000)
    buffer.append(UInt8(ascii: "."))
    let rest = nanoseconds % 1_000_000_000
    buffer.append(UInt8(ascii: "0"), times: 9 - rest.decimalDigits)
    buffer.append(decimal: rest)
  }

  private static func append(
    _ value: FileFact.Value, of row: borrowing Row, _ escaper: Escaper, isWord: Bool,
    to buffer: inout ByteBuffer
  ) {
    switch value {
    case .number(let number): buffer.append(decimal: number)
    case .seconds(let nanoseconds): append(nanoseconds: nanoseconds, to: &buffer)
    case .text(let text):
      let start = buffer.count
      escaper.append(row.batch.names[text], to: &buffer)
      escapeSeparators(from: start, isWord: isWord, in: &buffer)
    }
  }

  /// Escapes what would end a member, and a word.
  private static func escapeSeparators(from start: Int, isWord: Bool, in buffer: inout ByteBuffer) {
    func separates(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: ",")
        || isWord && (byte == .blank || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}"))
    }
    let text = Bytes(buffer.span.extracting(start..<buffer.count))
    if !text.contains(where: separates) { return }
    buffer.truncate(to: start)
    for byte in text {
      if !separates(byte) {
        buffer.append(byte)
        continue
      }
      buffer.append("\\x")
      buffer.append(hexadecimal: UInt64(byte), width: 2)
    }
  }
}

extension FactText {
  /// Appends the member of a set: an array, and where a text isn't UTF-8 a member `<key>_bytes` with all of them in
  /// hexadecimal.
  static func append(
    _ key: StaticString, _ fact: Fact, of row: borrowing Row, _ members: inout JSONMembers,
    to buffer: inout ByteBuffer
  ) {
    let facts = row.facts
    var isUTF8 = true
    members.begin(key, in: &buffer)
    appendArray(fact, facts, to: &buffer) { value, buffer in
      switch value {
      case .number(let number): buffer.append(decimal: number)
      case .seconds(let nanoseconds): append(nanoseconds: nanoseconds, to: &buffer)
      case .text(let text):
        let isWhole = JSONText.append(string: row.batch.names[text], isASCII: members.isASCII, to: &buffer)
        isUTF8 = isUTF8 && isWhole
      }
    }
    if isUTF8 { return }
    members.begin(bytesOf: key, in: &buffer)
    appendArray(fact, facts, to: &buffer) { value, buffer in
      if case .text(let text) = value { JSONText.append(hexadecimal: row.batch.names[text], to: &buffer) }
    }
  }

  private static func appendArray(
    _ fact: Fact, _ facts: [FileFact], to buffer: inout ByteBuffer,
    _ append: (FileFact.Value, inout ByteBuffer) -> Void
  ) {
    buffer.append(UInt8(ascii: "["))
    var isFirst = true
    for place in facts.indices where facts[place].fact == fact {
      if !isFirst { buffer.append(UInt8(ascii: ",")) }
      isFirst = false
      append(facts[place].value, &buffer)
    }
    buffer.append(UInt8(ascii: "]"))
  }

  static func append(
    _ key: StaticString, nanoseconds: UInt64, _ members: inout JSONMembers, to buffer: inout ByteBuffer
  ) {
    members.begin(key, in: &buffer)
    append(nanoseconds: nanoseconds, to: &buffer)
  }

  /// Appends an object whose members are the columns that have a value, as rows for programs have them.
  static func append(
    _ key: StaticString, factsOf row: borrowing Row, _ members: inout JSONMembers, to buffer: inout ByteBuffer
  ) {
    let facts = row.facts
    members.begin(key, in: &buffer)
    buffer.append(UInt8(ascii: "{"))
    var inside = JSONMembers(isASCII: members.isASCII, lowersKeys: true)
    if let driver = row.driverFact {
      inside.append(OpenFileColumns.driver.title, row.batch.names[driver], to: &buffer)
    }
    for place in facts.indices where place == 0 || facts[place - 1].fact != facts[place].fact {
      guard let column = FactColumns.entries[Int(facts[place].fact.rawValue)]?.column else { continue }
      if column.type == .set {
        append(column.title, facts[place].fact, of: row, &inside, to: &buffer)
        continue
      }
      switch facts[place].value {
      case .number(let number): inside.append(column.title, number: number, to: &buffer)
      case .seconds(let nanoseconds):
        append(column.title, nanoseconds: nanoseconds, &inside, to: &buffer)
      case .text(let text): inside.append(column.title, row.batch.names[text], to: &buffer)
      }
    }
    buffer.append(UInt8(ascii: "}"))
  }
}
