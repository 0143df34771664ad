import Glibc
import Misc
import Store

/// A regular expression that is also a glob, and texts, parted by NULs. What it remembers of one text changes nothing
/// for others; and where the C library takes it for the same, both find the same.
func feedPattern(_ bytes: [UInt8]) {
  let parts = bytes.split(separator: 0, omittingEmptySubsequences: false).map { Bytes($0) }
  let (pattern, texts) = (parts[0], parts.dropFirst())
  if let expression = try? BytePattern(expression: pattern) {
    put(texts, to: expression, posix: isPlainExpression(pattern) ? finder(pattern) : nil)
  }
  if let glob = try? BytePattern(glob: pattern) {
    let isPlain = pattern.allSatisfy { isLetter($0) || $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
    put(texts, to: glob, posix: isPlain ? { terminated(pattern, $0) { fnmatch($0, $1, 0) == 0 } } : nil)
  }
}

private func put(_ texts: ArraySlice<Bytes>, to pattern: BytePattern, posix: ((Bytes) -> Bool)?) {
  var used = pattern
  for text in texts + texts {
    var fresh = pattern
    let isFound = fresh.matches(text.span)
    require(used.matches(text.span) == isFound, "a pattern depends on what it has seen")
    // The C library is slow on long ones.
    if let posix, text.count <= 64 { require(posix(text) == isFound, "the C library finds something else") }
  }
}

private func isLetter(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7a }

/// Whether there is nothing in it that POSIX leaves open: letters, dots, alternatives and groups, each repeated once
/// at most, and anchors only around it.
private func isPlainExpression(_ pattern: Bytes) -> Bool {
  if pattern.count > 32 { return false }
  var rest = pattern[...]
  if rest.first == UInt8(ascii: "^") { rest.removeFirst() }
  if rest.last == UInt8(ascii: "$") { rest.removeLast() }
  // What stands before: nothing, an atom, or a repetition of one.
  enum Place { case start, atom, repetition }
  var place = Place.start
  for byte in rest {
    switch byte {
    case UInt8(ascii: "("):
      place = .start
    case UInt8(ascii: ")"):
      if place == .start { return false }
      place = .atom
    case UInt8(ascii: "|"):
      if place == .start { return false }
      place = .start
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
      if place != .atom { return false }
      place = .repetition
    case UInt8(ascii: "."): place = .atom
    default:
      if !isLetter(byte) { return false }
      place = .atom
    }
  }
  return place != .start
}

/// Looks for it as the C library does.
private func finder(_ pattern: Bytes) -> (Bytes) -> Bool {
  { text in
    terminated(pattern, text) { pattern, text in
      var compiled = regex_t()
      require(regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB) == 0, "the C library refuses a pattern")
      defer { regfree(&compiled) }
      return regexec(&compiled, text, 0, nil, 0) == 0
    }
  }
}

/// Gives `body` both as C strings.
private func terminated(
  _ pattern: Bytes, _ text: Bytes, _ body: (UnsafePointer<CChar>, UnsafePointer<CChar>) -> Bool
) -> Bool {
  Path(pattern).withPointer { pattern in Path(text).withPointer { body(pattern, $0) } }
}
