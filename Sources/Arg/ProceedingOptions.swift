import Store

/// The options that say how the system is asked, and how often.
extension OptionParser {
  private static let defaultTimeLimit = 15
  private static let shortestTimeLimit = 2

  /// `-e`, `+e`
  mutating func readExemption(avoidsLinks: Bool) throws(UsageError) {
    guard let path = scanner.value, path.first == UInt8(ascii: "/") else {
      throw UsageError("-e needs the path of a file system, and not", scanner.value ?? [])
    }
    options.exemptions.append(ExemptionOption(path: path, avoidsLinks: avoidsLinks))
  }

  /// `+m`, `+m file`
  mutating func readMountSupplement(isPlus: Bool) throws(UsageError) {
    if !isPlus { throw UsageError("-m is for other systems") }
    options.request.mountSupplement = optionalValue().map { .read($0) } ?? .written
  }

  /// `-r`, `+r`
  mutating func readRepetition(isPlus: Bool) throws(UsageError) {
    var repetition = options.request.repetition ?? Repetition()
    if isPlus { repetition.endsWhenEmpty = true }
    repetition.seconds = Repetition().seconds
    if let value = optionalValue() {
      let option = try RepetitionOption(value)
      if option.length < value.count { scanner.putBack(from: option.length) }
      repetition.seconds = option.seconds ?? repetition.seconds
      repetition.maximum = option.maximum ?? repetition.maximum
      repetition.marker = option.marker ?? repetition.marker
    }
    options.request.repetition = repetition
  }

  /// `-S`
  mutating func readTimeLimit() {
    var limit = optionalNumber() ?? Self.defaultTimeLimit
    if limit < Self.shortestTimeLimit {
      limit = Self.shortestTimeLimit
      remark("WARNING: -S raised to 2 seconds, the least there is")
    }
    options.request.blockingPolicy.timeLimit = limit
  }
}
