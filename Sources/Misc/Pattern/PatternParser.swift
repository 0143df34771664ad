import Store

/// A part of a pattern.
indirect enum PatternNode {
  case sequence([PatternNode])
  case alternatives([PatternNode])
  case byte(of: ByteSet)
  /// `nil` is any number of times.
  case repeated(PatternNode, least: Int, most: Int?)
  /// The text's start, and its end.
  case start, end
}

/// Reads extended regular expressions of bytes: `. [] [^] [:class:] * + ? {m,n} ( ) (?:) | ^ $`, the sets `\d \s \w`
/// and their opposites, `\n \t \r \xNN`, and `(?i)` at the beginning.
struct PatternParser {
  /// Deeper groups would take too much of the stack.
  private static let deepest = 64
  private static let mostRepetitions = 1000
  /// Repetitions of repetitions.
  private static let mostLevels = 8

  private let pattern: Bytes
  private var position = 0
  private var depth = 0
  private(set) var ignoresCase = false

  init(_ pattern: Bytes) { self.pattern = pattern }

  /// The whole pattern.
  mutating func parse() throws(PatternError) -> PatternNode {
    if pattern.starts(with: Bytes("(?i)")) {
      ignoresCase = true
      position = 4
    }
    let node = try alternatives()
    if position < pattern.count { throw error("a parenthesis is closed that was not opened") }
    return node
  }

  private var next: UnicodeScalar? {
    position < pattern.count ? UnicodeScalar(pattern[position]) : nil
  }

  private func error(_ reason: StaticString, at offset: Int? = nil) -> PatternError {
    PatternError(reason: reason, offset: offset ?? position)
  }

  private mutating func alternatives() throws(PatternError) -> PatternNode {
    depth += 1
    if depth > Self.deepest { throw error("groups are nested too deep") }
    defer { depth -= 1 }
    var nodes = [try sequence()]
    while next == "|" {
      position += 1
      nodes.append(try sequence())
    }
    return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
  }

  private mutating func sequence() throws(PatternError) -> PatternNode {
    var nodes: [PatternNode] = []
    while let byte = next, byte != "|", byte != ")" {
      nodes.append(try repetitions(of: try atom()))
    }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private mutating func atom() throws(PatternError) -> PatternNode {
    let byte = pattern[position]
    position += 1
    switch UnicodeScalar(byte) {
    case "(":
      let start = position - 1
      if next == "?" {
        guard pattern[position...].starts(with: Bytes("?:")) else {
          throw error("of groups with a question mark there is only (?:")
        }
        position += 2
      }
      let node = try alternatives()
      guard next == ")" else { throw error("a parenthesis is not closed", at: start) }
      position += 1
      return node
    case "[": return .byte(of: try bracket())
    case ".": return .byte(of: .all)
    case "^": return .start
    case "$": return .end
    case "\\": return .byte(of: try escape())
    case "*", "+", "?", "{": throw error("there is nothing to repeat", at: position - 1)
    default: return .byte(of: set(of: byte))
    }
  }

  private func set(of byte: UInt8) -> ByteSet {
    let set = ByteSet(byte...byte)
    return ignoresCase ? set.ignoringCase : set
  }

  /// What follows a backslash.
  private mutating func escape() throws(PatternError) -> ByteSet {
    let start = position - 1
    guard position < pattern.count else { throw error("a backslash ends it", at: start) }
    let letter = pattern[position]
    position += 1
    if let set = ByteSet(escape: letter) { return set }
    switch UnicodeScalar(letter) {
    case "n": return set(of: 0x0a)
    case "t": return set(of: 0x09)
    case "r": return set(of: 0x0d)
    case "x":
      guard position + 1 < pattern.count, let high = TextCursor.hexadecimalDigit(pattern[position]),
        let low = TextCursor.hexadecimalDigit(pattern[position + 1])
      else { throw error("\\x needs two hexadecimal digits", at: start) }
      position += 2
      return set(of: UInt8(high << 4 | low))
    case "a"..."z", "A"..."Z", "0"..."9": throw error("no such escape", at: start)
    default: return set(of: letter)
    }
  }

  /// What follows `[`. A `]` that comes first is itself.
  private mutating func bracket() throws(PatternError) -> ByteSet {
    let start = position - 1
    var set = ByteSet()
    let isInverted = next == "^"
    if isInverted { position += 1 }
    let first = position
    while let byte = next {
      if byte == "]" && position > first {
        position += 1
        if ignoresCase { set = set.ignoringCase }
        return isInverted ? set.inverted : set
      }
      if byte == "[", pattern[position...].starts(with: Bytes("[:")) {
        set.formUnion(try characterClass())
        continue
      }
      guard let low = try member(of: &set) else { continue }
      guard next == "-", position + 1 < pattern.count, pattern[position + 1] != UInt8(ascii: "]") else {
        set.insert(low)
        continue
      }
      position += 1
      let place = position
      guard let high = try member(of: &set), low <= high else {
        throw error("a range needs its smaller end first", at: place)
      }
      set.insert(low...high)
    }
    throw error("a bracket is not closed", at: start)
  }

  /// A byte between brackets; nil where it was an escape for a set, which is added.
  private mutating func member(of set: inout ByteSet) throws(PatternError) -> UInt8? {
    let byte = pattern[position]
    position += 1
    if byte != UInt8(ascii: "\\") { return byte }
    let escaped = try escape()
    var only: UInt8?
    for byte in UInt8.min...UInt8.max where escaped.contains(byte) {
      if only != nil {
        set.formUnion(escaped)
        return nil
      }
      only = byte
    }
    return only
  }

  /// `[:name:]`
  private mutating func characterClass() throws(PatternError) -> ByteSet {
    let start = position
    let rest = pattern[(position + 2)...]
    guard let end = rest.firstIndex(of: UInt8(ascii: ":")), end + 1 < pattern.count,
      pattern[end + 1] == UInt8(ascii: "]"), let set = ByteSet(class: Bytes(rest[..<end]))
    else { throw error("no such class of characters", at: start) }
    position = end + 2
    return set
  }

  /// The repetitions that follow. A question mark after one, which elsewhere asks for the shortest match, changes
  /// nothing.
  private mutating func repetitions(of node: PatternNode) throws(PatternError) -> PatternNode {
    var node = node
    var levels = 0
    while let byte = next {
      let (least, most): (Int, Int?)
      switch byte {
      case "*": (least, most) = (0, nil)
      case "+": (least, most) = (1, nil)
      case "?": (least, most) = (0, 1)
      case "{":
        (least, most) = try counts()
        position -= 1
      default: return node
      }
      position += 1
      levels += 1
      if levels > Self.mostLevels { throw error("repetitions are nested too deep") }
      node = .repeated(node, least: least, most: most)
      if next == "?" { position += 1 }
    }
    return node
  }

  /// `{m}`, `{m,}` or `{m,n}`
  private mutating func counts() throws(PatternError) -> (Int, Int?) {
    let start = position
    position += 1
    guard let least = number() else { throw error("a count needs digits", at: start) }
    var most: Int? = least
    if next == "," {
      position += 1
      most = number()
    }
    guard next == "}" else { throw error("a count is not closed", at: start) }
    position += 1
    if max(least, most ?? 0) > Self.mostRepetitions { throw error("a count above 1000", at: start) }
    if let most, most < least { throw error("a count needs its smaller end first", at: start) }
    return (least, most)
  }

  private mutating func number() -> Int? {
    let start = position
    var number = 0
    while let byte = next, ("0"..."9").contains(byte) {
      number = min(number * 10 + Int(byte.value - 48), Self.mostRepetitions + 1)
      position += 1
    }
    return position > start ? number : nil
  }
}

/// Reads patterns with the wildcards of a shell, which must fit the whole text: `*`, `?`, `[...]`, and a backslash
/// before what stands for itself. A slash is a byte like any other.
enum GlobParser {
  static func parse(_ glob: Bytes, ignoresCase: Bool) throws(PatternError) -> PatternNode {
    var nodes: [PatternNode] = [.start]
    var position = 0
    while position < glob.count {
      let byte = glob[position]
      position += 1
      switch UnicodeScalar(byte) {
      case "*":
        // Several are like one.
        if position > 1 && glob[position - 2] == byte, case .repeated = nodes[nodes.count - 1] { continue }
        nodes.append(.repeated(.byte(of: .all), least: 0, most: nil))
      case "?": nodes.append(.byte(of: .all))
      case "[":
        guard let end = bracketEnd(glob, position) else {
          throw PatternError(reason: "a bracket is not closed", offset: position - 1)
        }
        var text = Bytes("[") + glob[position..<end] + Bytes("]")
        if text[1] == UInt8(ascii: "!") { text[1] = UInt8(ascii: "^") }
        var parser = PatternParser((ignoresCase ? Bytes("(?i)") : []) + text)
        do throws(PatternError) {
          nodes.append(try parser.parse())
        } catch {
          throw PatternError(reason: error.reason, offset: position - 1)
        }
        position = end + 1
      case "\\" where position < glob.count:
        nodes.append(.byte(of: set(of: glob[position], ignoresCase)))
        position += 1
      default: nodes.append(.byte(of: set(of: byte, ignoresCase)))
      }
    }
    return .sequence(nodes + [.end])
  }

  private static func set(of byte: UInt8, _ ignoresCase: Bool) -> ByteSet {
    ignoresCase ? ByteSet(byte...byte).ignoringCase : ByteSet(byte...byte)
  }

  /// Where the `]` is that closes a bracket; one that comes first doesn't, nor does that of a class.
  private static func bracketEnd(_ glob: Bytes, _ start: Int) -> Int? {
    var position = start
    if position < glob.count, glob[position] == UInt8(ascii: "!") || glob[position] == UInt8(ascii: "^") {
      position += 1
    }
    var isFirst = true
    while position < glob.count {
      switch UnicodeScalar(glob[position]) {
      case "]" where !isFirst: return position
      case "\\": position += 1
      case "[" where position + 1 < glob.count && glob[position + 1] == UInt8(ascii: ":"):
        position += 2
        while position + 1 < glob.count,
          glob[position] != UInt8(ascii: ":") || glob[position + 1] != UInt8(ascii: "]")
        {
          position += 1
        }
        position += 1
      default: break
      }
      position += 1
      isFirst = false
    }
    return nil
  }
}
