import Store

/// What a regular expression costs the C library, which sets itself no bounds: it makes a copy of what a
/// repetition count is given to for each time, and tries every way to split a name for back references.
struct ExpressionEffort {
  /// Sized for names of 15 bytes: a few megabytes and milliseconds.
  private static let mostParts = 512
  private static let mostReferences = 2

  /// The parts of the expression with its repetitions written out.
  private(set) var parts = 0
  private(set) var references = 0
  private var hasCounts = false
  /// The parts of each open group, and those before it in the group around.
  private var outer: [Int] = []
  /// The parts of what a count that comes next repeats.
  private var last = 0

  var isTooLarge: Bool { hasCounts && parts > Self.mostParts || references > Self.mostReferences }

  init(_ expression: Bytes, isExtended: Bool) {
    var rest = expression[...]
    while let byte = rest.popFirst() {
      switch UnicodeScalar(byte) {
      case "\\": readEscape(&rest, isExtended: isExtended)
      case "[":
        skipBracket(&rest)
        add()
      case "(" where isExtended: open()
      case ")" where isExtended: close()
      case "{" where isExtended: readCount(&rest)
      default: add()
      }
    }
    while !outer.isEmpty { close() }
  }

  private mutating func readEscape(_ rest: inout ArraySlice<UInt8>, isExtended: Bool) {
    let byte = rest.popFirst() ?? 0
    switch UnicodeScalar(byte) {
    case "1"..."9":
      references += 1
      add()
    case "(" where !isExtended: open()
    case ")" where !isExtended: close()
    case "{" where !isExtended: readCount(&rest)
    default: add()
    }
  }

  private mutating func add() {
    parts += 1
    last = 1
  }

  private mutating func open() {
    outer.append(parts)
    parts = 0
    last = 0
  }

  private mutating func close() {
    last = parts + 1
    parts = last + (outer.popLast() ?? 0)
  }

  /// Reads `m`, `m,` or `m,n`.
  private mutating func readCount(_ rest: inout ArraySlice<UInt8>) {
    let (least, digits) = ValueText.number(at: rest, limit: Int(Int16.max))
    rest = rest.dropFirst(digits)
    var most = least
    if rest.first == UInt8(ascii: ",") {
      let (bound, digits) = ValueText.number(at: rest.dropFirst(), limit: Int(Int16.max))
      most = max(bound, least + 1)
      rest = rest.dropFirst(1 + digits)
    }
    hasCounts = true
    // Each factor is at most 15 bits: the sum is bounded before it can overflow.
    let repeated = min(last * most, Int(Int32.max))
    parts = min(parts + max(0, repeated - last), Int(Int32.max))
    last = repeated
  }

  /// Past the `]` of a bracket expression, in which `]` can come first and in classes.
  private func skipBracket(_ rest: inout ArraySlice<UInt8>) {
    if rest.first == UInt8(ascii: "^") { rest.removeFirst() }
    if rest.first == UInt8(ascii: "]") { rest.removeFirst() }
    while let byte = rest.popFirst(), byte != UInt8(ascii: "]") {
      guard byte == UInt8(ascii: "["), let kind = rest.first, Bytes(":.=").contains(kind) else { continue }
      rest.removeFirst()
      while let byte = rest.popFirst() {
        if byte == kind && rest.first == UInt8(ascii: "]") { break }
      }
      _ = rest.popFirst()
    }
  }
}
