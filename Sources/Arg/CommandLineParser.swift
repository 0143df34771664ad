import Misc
import Store

/// Turns the arguments of the program into what it has to do.
public struct CommandLineParser {
  public enum Outcome: Sendable {
    case list(Request)
    /// Help, or what is left to say after messages about wrong options.
    case explain(HelpRequest)
    /// None of the names stands for anything, as messages have said; the exit status is 1.
    case fail
  }

  private let arguments: [Bytes]
  private let dialect: any Dialect
  private let realUserID: UInt32
  private let isBorrowingRoot: Bool
  private let scanMethod: Bytes?
  private let escaper: Escaper
  private let messages: Int32

  /// - Parameters:
  ///   - arguments: argv, the program's name included.
  ///   - realUserID: Of the user who runs the program, whatever its privileges.
  ///   - isBorrowingRoot: The program has root's privileges, and its user is another.
  ///   - scanMethod: The value of the environment variable LSOF_SCAN.
  ///   - dialect: Makes what asks about named paths, once the blocking policy is known. Where only some of `-e`
  ///     is known yet, it is asked again.
  ///   - messages: The descriptor that messages are written to.
  public init(
    arguments: [Bytes], dialect: any Dialect, realUserID: UInt32, isBorrowingRoot: Bool = false,
    scanMethod: Bytes? = nil, escaper: Escaper, messages: Int32 = FileDescriptor.standardError
  ) {
    self.arguments = arguments
    self.dialect = dialect
    self.realUserID = realUserID
    self.isBorrowingRoot = isBorrowingRoot
    self.scanMethod = scanMethod
    self.escaper = escaper
    self.messages = messages
  }

  /// The last part of argv[0], with which messages begin.
  public static func programName(_ arguments: [Bytes]) -> Bytes {
    guard let path = arguments.first else { return Bytes("lsof") }
    return Bytes(path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last ?? [])
  }

  /// Reads the options, then asks the system about what they name. Writes messages to stderr.
  public func parse() -> Outcome {
    let name = Self.programName(arguments)
    var parser = OptionParser(
      arguments: arguments,
      circumstances: Circumstances(
        hasContexts: dialect.hasContexts, isRoot: realUserID == 0, isBorrowingRoot: isBorrowingRoot),
      longestCommand: dialect.longestCommand,
      diagnostics: Diagnostics(programName: name, warns: true, escaper: escaper, descriptor: messages))
    parser.parse(scanMethod: scanMethod)
    if parser.isRefused { return explain(parser.options, isError: true) }
    let diagnostics = Diagnostics(
      programName: name, warns: parser.options.request.warns, escaper: escaper, descriptor: messages)
    var resolver = OptionResolver(
      dialect: dialect, realUserID: realUserID, diagnostics: diagnostics)
    for error in resolver.resolve(&parser.options) { parser.refuse(error) }
    if parser.isRefused { return explain(parser.options, isError: true) }
    if let helpRequest = parser.options.helpRequest(isError: false) { return .explain(helpRequest) }
    if let contradiction = CombinedOptions.contradiction(in: parser.options) {
      parser.refuse(contradiction)
      return explain(parser.options, isError: true)
    }
    if !resolver.resolveNames(&parser.options) { return .fail }
    if !parser.options.filters.isEmpty { parser.options.request.narrow(by: .all(parser.options.filters)) }
    return .list(parser.options.request)
  }

  private func explain(_ options: Options, isError: Bool) -> Outcome {
    .explain(options.helpRequest(isError: isError) ?? HelpRequest(isError: isError))
  }
}
