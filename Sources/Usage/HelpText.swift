import Arg
import Misc
import Node
import Print
import Store
import Version

/// Writes what is to be explained: help, fields, version and what to do after an error.
public struct HelpText: Sendable {
  private let programName: Bytes
  private let circumstances: Circumstances
  private let scanMethods: Bytes
  private let escaper: Escaper

  /// `scanMethods` is what this machine permits, where the version is asked for.
  public init(
    programName: Bytes, circumstances: Circumstances, scanMethods: Bytes = [], escaper: Escaper
  ) {
    self.programName = programName
    self.circumstances = circumstances
    self.scanMethods = scanMethods
    self.escaper = escaper
  }

  /// Writes what is asked for to standard error or output. Returns the exit status: 0 where it was asked for and
  /// could be written.
  public func write(_ helpRequest: HelpRequest) -> Int32 {
    let usesOutput = helpRequest.usesStandardOutput
    var stream = OutputStream(
      descriptor: usesOutput ? FileDescriptor.standardOutput : FileDescriptor.standardError)
    stream.buffer.append(text(of: helpRequest))
    guard let failure = stream.finish() else {
      return helpRequest.isError ? ExitStatus.failure : ExitStatus.success
    }
    if usesOutput {
      Diagnostics(programName: programName, warns: true, escaper: escaper)
        .cantWrite(helpRequest.showsVersion ? "the version" : "the help", failure)
    }
    return ExitStatus.failure
  }

  /// What is asked for, as lines of text. After an error help is given in full where it was asked for, and
  /// else in short; fields and version come last.
  public func text(of helpRequest: HelpRequest) -> Bytes {
    var text = ByteBuffer(capacity: 8 * 1024)
    if helpRequest.isError || helpRequest.showsHelp { appendSynopsis(to: &text) }
    if helpRequest.showsHelp {
      appendHelp(to: &text)
      if Build.hasDeviceCache { report(helpRequest).appendDefault(to: &text) }
    } else if helpRequest.isError {
      text.append("Option -h tells more.\n")
      // Only a list of fields is still given after an error.
      if !helpRequest.showsFields { return text.bytes }
    }
    if helpRequest.showsFields { appendFields(to: &text) }
    if helpRequest.showsColumns { ColumnTable.appendHelp(to: &text) }
    if Build.hasDeviceCache && helpRequest.showsDeviceCache {
      report(helpRequest).append(to: &text, indent: "")
    }
    if helpRequest.showsVersion { appendVersion(helpRequest, to: &text) }
    return text.bytes
  }

  private func appendSynopsis(to text: inout ByteBuffer) {
    escaper.append(programName, to: &text)
    text.append(" \(Release.reference), in Swift \(Release.port): lists open files\n")
    let synopsis = Synopsis(circumstances)
    text.append(" usage: [\(synopsis.flags)]")
    var column = 9 + synopsis.flags.utf8.count
    for option in synopsis.others + ["--", "names"] {
      if column + option.utf8.count + 3 > 79 {
        text.append("\n")
        column = 0
      }
      text.append(" [\(option)]")
      column += option.utf8.count + 3
    }
    text.append("\n")
  }

  private func appendHelp(to text: inout ByteBuffer) {
    text.append("Defaults are in parentheses. Lists (s) have commas, ranges a hyphen, exclusions a ^.\n")
    for group in OptionTable.groups {
      text.append("\n\(group.title):\n")
      for row in group.rows {
        switch row {
        case .option(let option) where !option.isAvailable(in: circumstances): continue
        case .option(let option): append(option.help, to: &text)
        case .note(let line): append(line, to: &text)
        }
      }
    }
    text.append("\n")
    text.append(
      "\(Self.security); /dev warnings \(Self.deviceWarnings); kernel ID check \(Self.kernelCheck).\n")
  }

  private func append(_ line: Option.HelpLine, to text: inout ByteBuffer) {
    let start = text.count
    text.append("  \(line.notation)")
    let meaning = line.meaning.text(in: circumstances)
    if !meaning.isEmpty {
      text.append(" ")
      text.padRight(from: start, width: 26)
      text.append(meaning)
    }
    text.append("\n")
  }

  private func report(_ helpRequest: HelpRequest) -> DeviceCacheReport {
    let settings = DeviceCacheSettings.ofBuild
    return DeviceCacheReport(
      settings: settings, user: .current(settings), request: helpRequest.deviceCache, escaper: escaper)
  }

  private func appendFields(to text: inout ByteBuffer) {
    escaper.append(programName, to: &text)
    text.append(": fields of -F\n")
    for field in FieldTable.help where field.field != "Z" || circumstances.hasContexts {
      text.append("\t ")
      text.append(field.field.letter)
      text.append("    ")
      if let meaning = field.meaning { text.append(meaning) }
      text.append("\n")
    }
  }

  private func appendVersion(_ helpRequest: HelpRequest, to text: inout ByteBuffer) {
    escaper.append(programName, to: &text)
    text.append(" version information:\n")
    text.append("    revision: \(Release.reference)\n")
    text.append("    port: Swift, \(Release.port)\n")
    text.append("    features enabled: \(Self.features.joined(separator: " "))\n")
    text.append("    \(Self.security).\n")
    text.append("    /dev warnings are \(Self.deviceWarnings).\n")
    text.append("    Kernel ID check is \(Self.kernelCheck).\n")
    if !scanMethods.isEmpty {
      text.append("    --scan: ")
      text.append(scanMethods)
      text.append("\n")
    }
    if Build.hasDeviceCache { report(helpRequest).append(to: &text, indent: "    ") }
  }

  private static var deviceWarnings: String { Build.warnsOfDevices ? "enabled" : "disabled" }

  private static var kernelCheck: String {
    Build.kernelRelease.map { "enabled, for \($0)" } ?? "disabled"
  }

  private static var features: [String] {
    ["ipv6", "ptyept"] + (Build.hasPortmap ? ["rpc"] : []) + (Build.hasContexts ? ["selinux"] : [])
      + ["soopt", "sostate", "tasks", "uxsockept"]
  }

  private static var security: String {
    if !Build.hasSecurity { return "Anyone can list all files" }
    return Build.hasNoSocketSecurity
      ? "Only root can list all files, but anyone can list socket files" : "Only root can list all files"
  }
}

extension ByteBuffer {
  fileprivate mutating func append(_ text: String) { append(Bytes(text.utf8)) }
}
