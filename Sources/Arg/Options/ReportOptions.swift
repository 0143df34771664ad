import Misc
import Store

/// What the options do that ask for a report.
enum ReportOptions {
  /// `--color`
  static func color(_ parser: inout OptionParser) throws(UsageError) {
    switch parser.value ?? [] {
    case Bytes("auto"): parser.options.request.output.color = .automatic
    case Bytes("always"): parser.options.request.output.color = .always
    case Bytes("never"): parser.options.request.output.color = .never
    default: throw UsageError("--color takes auto, always and never only", parser.value ?? [])
    }
  }

  /// `--busy`
  static func busy(_ parser: inout OptionParser) throws(UsageError) {
    try choose(.busy, &parser)
    guard let value = parser.value, !value.isEmpty else { throw UsageError("--busy needs a path") }
    parser.options.nameMeaning = .mounted
    parser.options.names.append(value)
  }

  /// `--deleted`
  static func deleted(_ parser: inout OptionParser) throws(UsageError) {
    try choose(.deleted, &parser)
    parser.options.nameMeaning = .enclosingFileSystem
  }

  /// `--graph`
  static func graph(_ parser: inout OptionParser) throws(UsageError) {
    let value = parser.value ?? []
    var words = value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { Bytes($0) }
    let includesFiles = words.count == 2 && words[1] == Bytes("files")
    if includesFiles { words.removeLast() }
    switch words {
    case [Bytes("dot")]: try choose(.graph(.dot, includesFiles: includesFiles), &parser)
    case [Bytes("mermaid")]: try choose(.graph(.mermaid, includesFiles: includesFiles), &parser)
    default: throw UsageError("--graph takes dot or mermaid, and ,files after it", value)
    }
  }

  /// `--limits`, `--limits=all`
  static func limits(_ parser: inout OptionParser) throws(UsageError) {
    let value = parser.optionalValue()
    if let value, value != Bytes("all") { throw UsageError("--limits takes no value but all", value) }
    try choose(.limits(countsWatches: value != nil), &parser)
  }

  /// `--listening`, `--listening=address`
  static func listening(_ parser: inout OptionParser) throws(UsageError) {
    try choose(.listening, &parser)
    guard let value = parser.optionalValue() else { return }
    parser.options.addresses.append(try address(value))
  }

  /// `--metrics`
  static func metrics(_ parser: inout OptionParser) throws(UsageError) { try choose(.metrics, &parser) }

  /// `--port`
  static func port(_ parser: inout OptionParser) throws(UsageError) {
    try choose(.listening, &parser)
    guard let value = parser.value, !value.isEmpty else { throw UsageError("--port needs a port") }
    if value.contains(where: { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: ":") }) {
      throw UsageError("--port takes ports only; --listening takes addresses", value)
    }
    parser.options.addresses.append(try NetworkAddress(Bytes(":") + value, family: nil))
  }

  /// What `-i` takes, or an address or port alone.
  private static func address(_ value: Bytes) throws(UsageError) -> NetworkAddress {
    if !value.isEmpty && value.allSatisfy({ ValueText.isDigit($0) || $0 == UInt8(ascii: ",") }) {
      return try NetworkAddress(Bytes(":") + value, family: nil)
    }
    let colons = value.count { $0 == UInt8(ascii: ":") }
    if colons > 1 && !value.contains(UInt8(ascii: "[")) {
      return try NetworkAddress(Bytes("@[") + value + Bytes("]"), family: nil)
    }
    do throws(UsageError) { return try NetworkAddress(value, family: nil) } catch {
      guard let host = try? NetworkAddress(Bytes("@") + value, family: nil) else { throw error }
      return host
    }
  }

  private static func choose(_ report: ReportRequest, _ parser: inout OptionParser) throws(UsageError) {
    let chosen = parser.options.request.report
    if let chosen, chosen != report { throw UsageError("only one report can be asked for at once") }
    parser.options.request.report = report
  }

  /// What no report goes together with.
  static func conflicts(in options: Options) -> [UsageError] {
    guard let report = options.request.report else { return [] }
    var errors: [UsageError] = []
    let usesJSON = options.usesJSON || options.usesJSONLines
    if options.usesFields && !usesJSON || options.choosesColumns {
      errors.append(UsageError("a report is written in words, JSON (-J, -j) or PIDs (-t)"))
    }
    if report == .metrics
      && (usesJSON || options.request.output.form == .processIDs || options.request.reportsSearch)
    {
      errors.append(UsageError("--metrics writes one form only, without -J, -j, -t and -V"))
    }
    if !options.filters.isEmpty { errors.append(UsageError("no report takes a filter")) }
    if options.request.repetition != nil { errors.append(UsageError("-r repeats no report")) }
    if options.request.output.endpoints != .hidden {
      errors.append(UsageError("-E is of no use in a report"))
    }
    if report != .deleted && report != .busy && !options.names.isEmpty {
      errors.append(UsageError("of reports, only --busy and --deleted take names", options.names[0]))
    }
    if case .graph = report, options.request.reportsSearch {
      errors.append(UsageError("-V would add to a graph what is none"))
    }
    if report == .listening && options.request.selection.searchesStates {
      errors.append(UsageError("--listening and --port exclude states (-s)"))
    }
    return errors
  }
}
