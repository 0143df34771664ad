import Misc
import Store

/// What the options do that say how the system is asked, and how often.
enum ProceedingOptions {
  private static let defaultTimeLimit = 15
  private static let shortestTimeLimit = 2

  /// `-D`
  static func deviceCache(_ parser: inout OptionParser) throws(UsageError) {
    let value = parser.value ?? []
    switch try DeviceCacheOption(value, isBorrowingRoot: parser.circumstances.isBorrowingRoot) {
    case .report: parser.options.showsDeviceCache = true
    case .use(let deviceCache): parser.options.request.deviceCache = deviceCache
    }
  }

  /// `-e`, `+e`
  static func exemption(_ parser: inout OptionParser) throws(UsageError) {
    guard let path = parser.value, path.first == UInt8(ascii: "/") else {
      throw UsageError("-e needs the path of a file system, and not", parser.value ?? [])
    }
    parser.options.exemptions.append(ExemptionOption(path: path, avoidsLinks: parser.isPlus))
  }

  /// `+m`, `+m file`
  static func mountSupplement(_ parser: inout OptionParser) throws(UsageError) {
    if !parser.isPlus { throw UsageError("-m is for other systems") }
    parser.options.request.mountSupplement = parser.optionalValue().map { .read($0) } ?? .written
  }

  /// `-r`, `+r`
  static func repetition(_ parser: inout OptionParser) throws(UsageError) {
    var repetition = parser.options.request.repetition ?? Repetition()
    if parser.isPlus { repetition.endsWhenEmpty = true }
    repetition.seconds = Repetition().seconds
    if let value = parser.optionalValue() {
      let option = try RepetitionOption(value)
      if option.length < value.count { parser.putBack(from: option.length) }
      repetition.seconds = option.seconds ?? repetition.seconds
      repetition.maximum = option.maximum ?? repetition.maximum
      repetition.marker = option.marker ?? repetition.marker
    }
    parser.options.request.repetition = repetition
  }

  /// `--scan`
  static func scanMethod(_ parser: inout OptionParser) throws(UsageError) {
    let value = parser.value ?? []
    guard let method = ScanMethod(value) else {
      throw UsageError("--scan takes auto, procfs and bpf only", value)
    }
    parser.options.request.scanMethod = method
  }

  /// `-S`
  static func timeLimit(_ parser: inout OptionParser) {
    var limit = parser.optionalNumber() ?? Self.defaultTimeLimit
    if limit < Self.shortestTimeLimit {
      limit = Self.shortestTimeLimit
      parser.remark("WARNING: -S raised to 2 seconds, the least there is")
    }
    parser.options.request.blockingPolicy.timeLimit = limit
  }
}

extension ScanMethod {
  /// Reads the value of `--scan` or of the environment variable LSOF_SCAN.
  init?(_ word: Bytes) {
    switch word {
    case Bytes("auto"): self = .automatic
    case Bytes("procfs"): self = .procfs
    case Bytes("bpf"): self = .bpf
    default: return nil
    }
  }
}

/// `-D`: what to do with the device cache file, and where it is.
enum DeviceCacheOption {
  /// `-D?`
  case report
  case use(DeviceCacheRequest)

  /// Reads the option's value. `isBorrowingRoot` says that the program has root's privileges and its user is
  /// another: they choose no path then, and write nothing.
  init(_ value: Bytes, isBorrowingRoot: Bool) throws(UsageError) {
    guard let function = value.first else { throw UsageError("-D needs one of ?, b, i, r and u") }
    let path = Bytes(value.dropFirst().drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") })
    var request = DeviceCacheRequest()
    request.isGiven = true
    switch UnicodeScalar(function) {
    case "?":
      if value.count > 1 { throw UsageError("nothing follows -D?", value) }
      self = .report
      return
    case "i", "I":
      if value.count > 1 { throw UsageError("nothing follows -Di", value) }
      request.function = .ignore
    case "b", "B": request.function = .build
    case "r", "R": request.function = .read
    case "u", "U": request.function = .update
    default: throw UsageError("-D takes ?, b, i, r and u only", value)
    }
    let isFree = request.function == .ignore || request.function == .read && path.isEmpty
    if isBorrowingRoot && !isFree { throw UsageError("only root may use -D in this way", value) }
    if !path.isEmpty { request.path = path }
    self = .use(request)
  }
}

/// What `-r` takes: `[seconds][c<count>][m<format>]`.
struct RepetitionOption: Equatable {
  /// nil where the default is meant.
  var seconds: Int?
  var maximum: Int?
  /// A strftime(3) format.
  var marker: Bytes?
  /// How much of the value is spoken for; the rest is other options or a name.
  var length = 0

  init(_ value: Bytes) throws(UsageError) {
    let (number, digits) = ValueText.number(at: value[...])
    if digits > 0 { seconds = number }
    length = digits
    var rest = value[digits...].drop { $0 == UInt8(ascii: " ") }
    if rest.first == UInt8(ascii: "c") {
      let (count, countDigits) = ValueText.number(at: rest.dropFirst())
      let afterCount = rest.dropFirst(1 + countDigits)
      // Without a number it's the option -c, and without seconds it may be a name.
      let isWhole = afterCount.isEmpty || afterCount.first == UInt8(ascii: "m")
      if countDigits > 0 && (digits > 0 || isWhole) {
        maximum = count
        rest = afterCount
        length = value.count - rest.count
      }
    }
    if rest.first == UInt8(ascii: "m") {
      let format = Bytes(rest.dropFirst())
      if TimeText.now(in: format) == nil { throw UsageError("bad marker format of -r", value) }
      marker = format
      length = value.count
    } else if rest.isEmpty {
      length = value.count
    }
  }
}
