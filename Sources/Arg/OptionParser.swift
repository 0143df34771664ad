import Misc
import Store
import Version

/// Reads the options one by one. A later one sees what the earlier ones set, and may overrule it.
struct OptionParser {
  var scanner: OptionScanner
  var options: Options
  /// Something was wrong; a message has been written.
  private(set) var isRefused = false
  /// SELinux is in force.
  let canReadContexts: Bool
  /// ``Dialect/longestCommand``
  let longestCommand: Int
  private let isBorrowingRoot: Bool
  private let diagnostics: Diagnostics

  init(
    arguments: [Bytes], dialect: any Dialect, realUserID: UInt32, isBorrowingRoot: Bool,
    diagnostics: Diagnostics
  ) {
    var unavailable: Bytes = []
    if Build.restrictsSkippingInternetTables && realUserID != 0 { unavailable.append(UInt8(ascii: "X")) }
    if !Build.hasPortmap { unavailable.append(UInt8(ascii: "M")) }
    if !Build.hasContexts { unavailable.append(UInt8(ascii: "Z")) }
    scanner = OptionScanner(arguments, unavailable: unavailable)
    options = Options(programName: diagnostics.programName)
    canReadContexts = dialect.hasContexts
    longestCommand = dialect.longestCommand
    self.isBorrowingRoot = isBorrowingRoot
    self.diagnostics = diagnostics
  }

  mutating func parse() {
    while let item = scanner.next() {
      switch item {
      case .option(let letter, let sign):
        do {
          try apply(letter, isPlus: sign == UInt8(ascii: "+"))
        } catch {
          refuse(error)
        }
      case .illegal(let letter): refuse(Self.illegal(letter))
      }
    }
    options.names = scanner.operands
    for error in options.complete(canReadContexts: canReadContexts) { refuse(error) }
  }

  mutating func refuse(_ error: UsageError) {
    isRefused = true
    diagnostics.error {
      $0.append(error.reason)
      if let subject = error.subject {
        $0.append(": ")
        diagnostics.escaper.append(subject, to: &$0)
      }
    }
  }

  /// A message that isn't about an error, but that `-w` doesn't silence either.
  func remark(_ text: StaticString) { diagnostics.error(text) }

  /// The option's value, where it has one: what begins with a sign is the next option.
  mutating func optionalValue() -> Bytes? {
    guard let value = scanner.value else { return nil }
    if value.first == UInt8(ascii: "-") || value.first == UInt8(ascii: "+") {
      scanner.putBack()
      return nil
    }
    return value
  }

  /// A number that the value may begin with; the rest of the value goes back.
  mutating func optionalNumber(limit: Int = Int(Int32.max)) -> Int? {
    guard let value = optionalValue() else { return nil }
    let (number, digits) = Decimal.prefix(of: value[...], limit: limit)
    if digits < value.count { scanner.putBack(from: digits) }
    return digits > 0 ? number : nil
  }

  private static func illegal(_ letter: UInt8) -> UsageError {
    switch UnicodeScalar(letter) {
    case "A", "C", "k", "z": UsageError("this option is for other systems", [letter])
    default: UsageError("no such option", [letter])
    }
  }

  /// `-D`
  private mutating func readDeviceCache() throws(UsageError) {
    if !Build.hasDeviceCache { throw UsageError("this build has no device cache for -D") }
    switch try DeviceCacheOption(scanner.value ?? [], isBorrowingRoot: isBorrowingRoot) {
    case .report: options.showsDeviceCache = true
    case .use(let deviceCache): options.request.deviceCache = deviceCache
    }
  }

  private mutating func apply(_ letter: UInt8, isPlus: Bool) throws(UsageError) {
    switch UnicodeScalar(letter) {
    case "?", "h": options.showsHelp = true
    case "v": options.showsVersion = true

    case "a": options.request.selection.requiresAll = true
    case "c" where !isPlus: try readCommand()
    case "d" where isPlus: try readDirectory(descends: false)
    case "d": try options.request.selection.descriptors.add(scanner.value ?? [])
    case "D" where isPlus: try readDirectory(descends: true)
    case "D": try readDeviceCache()
    case "g": try readGroups()
    case "i": try readInternet()
    case "K": try readTasks()
    case "N": options.request.selection.nfs = true
    case "p": try options.request.selection.pids.add(scanner.value ?? [], .process)
    case "u": options.users += try UserOption.parse(scanner.value ?? [])
    case "U": options.request.selection.unix = true
    case "x": try readCrossing()
    case "X": options.request.selection.skipsInternetTables.toggle()
    case "Z": try readContext()

    case "c": try readCommandWidth()
    case "E": options.request.output.endpoints = isPlus ? .listed : .named
    case "f": try readFileFlags(isPlus: isPlus)
    case "F": try readFields()
    case "H": options.request.output.showsHumanSizes = true
    case "J", "j": try readJSON(letter, isPlus: isPlus)
    case "l": options.request.output.namesUsers = false
    case "L": try readLinkCount(isPlus: isPlus)
    case "M": options.request.output.namesPortmap = isPlus
    case "n": options.request.output.namesHosts = isPlus
    case "o": readOffset()
    case "P": options.request.output.namesPorts = isPlus
    case "R": options.request.output.showsParent = true
    case "s": try readSizeOrStates()
    case "t": (options.isTerse, options.request.warns) = (true, false)
    case "T": try readTransportInfo(isPlus: isPlus)

    case "b": options.request.blockingPolicy.avoidsBlocking = true
    case "e": try readExemption(avoidsLinks: isPlus)
    case "m": try readMountSupplement(isPlus: isPlus)
    case "O": options.request.blockingPolicy.isUnguarded = !isPlus
    case "Q": options.request.forgivesFailedSearch = true
    case "r": try readRepetition(isPlus: isPlus)
    case "S": readTimeLimit()
    case "V": options.request.reportsSearch = true
    case "w": options.request.warns = isPlus
    default: throw Self.illegal(letter)
    }
  }
}
