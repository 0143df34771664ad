import Glibc
import Misc
import Store

/// What `-c` takes.
enum CommandPatterns {
  /// regcomp(3) goes a few calls deeper with each bracket, so that a long row of them fills the stack.
  static var longestExpression: Int {
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &limit) != 0 { return 1024 }
    // Measured with glibc: 400 bytes of stack for a byte of expression, and 30 KB for all else.
    return Int(min(1024, limit.rlim_cur / 768))
  }

  /// Adds `name` or `^name` to the patterns. `longest` is the most that the kernel keeps of a name.
  static func add(
    _ value: Bytes, to patterns: inout [CommandPattern], longest: Int
  ) throws(UsageError) {
    let (isExcluded, text) = ValueText.splitExclusion(value[...])
    let prefix = Bytes(text)
    // An empty prefix selects every command; to leave all of them out can't be meant.
    if isExcluded && prefix.isEmpty { throw UsageError("no command name after ^", value) }
    if patterns.contains(where: { $0.prefix == prefix && $0.isExcluded != isExcluded }) {
      throw UsageError("command both selected and left out", prefix)
    }
    if prefix.count > longest {
      throw beyond(longest, "command name longer than the ", prefix)
    }
    patterns.append(CommandPattern(prefix: prefix, isExcluded: isExcluded))
  }

  /// `problem` ends before the number of characters that the kernel keeps.
  static func beyond(_ longest: Int, _ problem: StaticString, _ subject: Bytes) -> UsageError {
    var reason = ByteBuffer()
    reason.append(problem)
    reason.append(decimal: longest)
    reason.append(" characters that the system keeps")
    var error = UsageError(problem, subject)
    error.reason = reason.bytes
    return error
  }

  /// Reads `/expression/flags`.
  static func expression(_ value: Bytes) throws(UsageError) -> CommandExpression {
    let slash = UInt8(ascii: "/")
    guard let end = value.dropFirst().firstIndex(of: slash) else {
      throw UsageError("regular expression without a / at its end", value)
    }
    var flags = REG_EXTENDED | REG_NOSUB
    var seen: Bytes = []
    for letter in value[(end + 1)...] {
      if seen.contains(letter) { throw UsageError("regular expression with a modifier given twice", value) }
      seen.append(letter)
      switch UnicodeScalar(letter) {
      case "b": flags &= ~REG_EXTENDED
      case "i": flags |= REG_ICASE
      case "x": flags |= REG_EXTENDED
      default: throw UsageError("regular expression with an unknown modifier", value)
      }
    }
    if seen.contains(UInt8(ascii: "b")) && seen.contains(UInt8(ascii: "x")) {
      throw UsageError("regular expression can't be both basic and extended", value)
    }
    let expression = Bytes(value[1..<end])
    if expression.count > longestExpression { throw UsageError("regular expression too long", value) }
    if ExpressionEffort(expression, isExtended: flags & REG_EXTENDED != 0).isTooLarge {
      throw UsageError("regular expression with too many repetitions or back references", value)
    }
    if let problem = problem(compiling: expression, flags: flags) {
      var error = UsageError("regular expression", value)
      error.reason = problem
      throw error
    }
    return CommandExpression(expression: expression, flags: flags)
  }

  /// regerror(3)'s words for what is wrong with an expression.
  private static func problem(compiling expression: Bytes, flags: Int32) -> Bytes? {
    var compiled = regex_t()
    let code = Path(expression).withPointer { regcomp(&compiled, $0, flags) }
    if code == 0 {
      regfree(&compiled)
      return nil
    }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      regerror(code, &compiled, buffer.baseAddress, buffer.count)
      let words = UnsafeRawBufferPointer(buffer)
      return Bytes("regular expression doesn't compile, ") + words.prefix { $0 != 0 }
    }
  }
}
