import Misc
import Store

/// Reads the options one by one. A later one sees what the earlier ones set, and may overrule it.
struct OptionParser {
  private var scanner: OptionScanner
  var options: Options
  /// Something was wrong; a message has been written.
  private(set) var isRefused = false
  let circumstances: Circumstances
  /// ``Dialect/longestCommand``
  let longestCommand: Int
  private let diagnostics: Diagnostics

  init(
    arguments: [Bytes], circumstances: Circumstances, longestCommand: Int, diagnostics: Diagnostics
  ) {
    scanner = OptionScanner(arguments, circumstances)
    options = Options(programName: diagnostics.programName)
    self.circumstances = circumstances
    self.longestCommand = longestCommand
    self.diagnostics = diagnostics
  }

  /// `scanMethod` is what the environment has for `--scan`, which an option overrules.
  mutating func parse(scanMethod: Bytes? = nil) {
    if let scanMethod, !scanMethod.isEmpty {
      if let method = ScanMethod(scanMethod) {
        options.request.scanMethod = method
      } else {
        refuse(UsageError("LSOF_SCAN is auto, procfs or bpf only", scanMethod))
      }
    }
    while let item = scanner.next() {
      switch item {
      case .option(let option):
        do { try apply(option) } catch { refuse(error) }
      case .wrong(let error): refuse(error)
      }
    }
    options.names += scanner.operands
    for error in CombinedOptions.complete(&options, hasContexts: circumstances.hasContexts) { refuse(error) }
  }

  private mutating func apply(_ option: Option) throws(UsageError) {
    if case .refused(let reason) = option.availability.state(in: circumstances) { throw UsageError(reason) }
    try option.apply(&self)
  }

  mutating func refuse(_ error: UsageError) {
    isRefused = true
    diagnostics.error {
      $0.append(error.reason)
      if let subject = error.subject {
        $0.append(": ")
        diagnostics.escaper.append(subject, to: &$0)
      }
      if let suggestion = error.suggestion {
        $0.append("; did you mean ")
        $0.append(suggestion)
        $0.append("?")
      }
      if let place = error.place { show(place, in: &$0) }
    }
  }

  /// Appends what the user wrote, as far as it fits a line, and a line with a caret below the place.
  private func show(_ place: UsageError.Place, in message: inout ByteBuffer) {
    let most = 60
    let start = max(0, place.offset - most)
    let end = min(place.text.count, place.offset + most)
    let (before, after) = (Bytes(place.text[start..<place.offset]), Bytes(place.text[place.offset..<end]))
    let margin: StaticString = "    "
    message.append(UInt8(ascii: "\n"))
    message.append(margin)
    if start > 0 { message.append("...") }
    diagnostics.escaper.append(before, to: &message)
    diagnostics.escaper.append(after, to: &message)
    if end < place.text.count { message.append("...") }
    message.append(UInt8(ascii: "\n"))
    message.append(margin)
    message.append(UInt8(ascii: " "), times: diagnostics.escaper.width(of: before.span) + (start > 0 ? 3 : 0))
    message.append(UInt8(ascii: "^"))
  }

  /// A message that isn't about an error, but that `-w` doesn't silence either.
  func remark(_ text: StaticString) { diagnostics.error(text) }

  // MARK: - What the option at hand was written with

  var isPlus: Bool { scanner.isPlus }

  /// All that may be the option's value.
  var value: Bytes? { scanner.value }

  /// The option's value, where it has one. What begins with a sign is the next option, but not after a word.
  mutating func optionalValue() -> Bytes? {
    guard let value = scanner.value else { return nil }
    if !scanner.isWord && (value.first == UInt8(ascii: "-") || value.first == UInt8(ascii: "+")) {
      scanner.putBack()
      return nil
    }
    return value
  }

  /// A number that a letter's value may begin with; the rest of the value goes back.
  mutating func optionalNumber(limit: Int = Int(Int32.max)) -> Int? {
    guard let value = optionalValue() else { return nil }
    let (number, digits) = ValueText.number(at: value[...], limit: limit)
    if digits < value.count { scanner.putBack(from: digits) }
    return digits > 0 ? number : nil
  }

  /// Gives back what follows the first `count` bytes of a letter's value, to be read as options.
  mutating func putBack(from count: Int = 0) { scanner.putBack(from: count) }
}
