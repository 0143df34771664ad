import Glibc
import Misc
import Store

/// The regular expressions of `-c /re/`, compiled.
struct CompiledExpressions: ~Copyable {
  private let compiled: UnsafeMutableBufferPointer<regex_t>

  /// The expressions are known to compile.
  init(_ expressions: [CommandExpression]) {
    compiled = .allocate(capacity: expressions.count)
    for (index, expression) in expressions.enumerated() {
      compiled.initializeElement(at: index, to: regex_t())
      let path = Path(expression.expression)
      _ = path.withPointer { regcomp(&compiled[index], $0, expression.flags | REG_NOSUB) }
    }
  }

  deinit {
    for index in compiled.indices { regfree(&compiled[index]) }
    compiled.deallocate()
  }

  func matches(_ index: Int, _ command: Span<UInt8>) -> Bool {
    let command = Path(Bytes(command))
    return command.withPointer { regexec(&compiled[index], $0, 0, nil, 0) } == 0
  }
}
