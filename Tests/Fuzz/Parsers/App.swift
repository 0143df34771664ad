import CTestSystem
import Glibc

/// Feeds a parser with what libFuzzer makes of the inputs in a directory.
///
///     FuzzParsers TARGET [libFuzzer's options and directories]
///
/// Without a target it names those that there are. What a parser must never do is trap, touch memory that
/// isn't its own or break a rule of its target.
@main
struct App {
  nonisolated static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count > 1, let target = targets[arguments[1]] else {
      for name in targets.keys.sorted() { print(name) }
      exit(arguments.count > 1 ? 1 : 0)
    }
    chosen = target
    // libFuzzer takes the program's name and its own options.
    var words: [UnsafeMutablePointer<CChar>?] = ([arguments[0]] + arguments.dropFirst(2)).map { strdup($0) }
    var count = Int32(words.count)
    words.append(nil)
    let status = words.withUnsafeMutableBufferPointer { words in
      var start = words.baseAddress
      return LLVMFuzzerRunDriver(&count, &start) { bytes, count in
        chosen?(Array(UnsafeBufferPointer(start: bytes, count: count)))
        return 0
      }
    }
    exit(status)
  }
}

/// Set once, before the only thread starts to feed.
nonisolated(unsafe) private var chosen: (([UInt8]) -> Void)?
