import Arg
import Misc
import Store
import Testing
import Version

@testable import Usage

@Suite struct HelpTextTests {
  private func text(_ helpRequest: HelpRequest, contexts: Bool = false, isRoot: Bool = false) -> String {
    let guide = HelpText(
      programName: Bytes("ls\u{7}of"),
      circumstances: Circumstances(hasContexts: contexts, isRoot: isRoot), escaper: Escaper())
    return String(decoding: guide.text(of: helpRequest), as: UTF8.self)
  }

  @Test("programs find the options that they probe for")
  func probes() {
    let help = text(HelpRequest(showsHelp: true))
    #expect(help.contains("-K [i] list|(i)gn tasKs"))
    #expect(help.split(separator: "\n").contains { $0.hasPrefix("  -b ") })
    for option in Synopsis(Circumstances(hasContexts: false, isRoot: true)).others {
      #expect(help.contains("[\(option)]"))
    }
    #expect(help.contains("+|-L [l]") && help.contains("-i select IPv[46] files"))
  }

  @Test("each option that there is has a line of help and a place in the synopsis", arguments: [false, true])
  func options(hasContexts: Bool) {
    let circumstances = Circumstances(hasContexts: hasContexts, isRoot: true)
    let help = text(HelpRequest(showsHelp: true), contexts: hasContexts, isRoot: true)
    let synopsis = help.prefix(upTo: help.firstRange(of: "[names]")?.lowerBound ?? help.startIndex)
    let lines = help.split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
    for option in OptionTable.options {
      let isThere = option.isAvailable(in: circumstances)
      #expect(
        lines.count { "\($0) ".hasPrefix(beginning(of: option)) } == (isThere ? 1 : 0),
        "\(option.help.notation)")
      if !isThere { continue }
      let names =
        option.word.map { ["--" + String(decoding: $0, as: UTF8.self)] }
        ?? option.letters.map { String(UnicodeScalar($0)) }
      let flags = synopsis.split(separator: "]")[0]
      for name in names {
        #expect(
          flags.contains(name) || synopsis.contains("[\(name)") || synopsis.contains("[-\(name)")
            || synopsis.contains("[+\(name)") || synopsis.contains("[+|-\(name)"), "\(name)")
      }
    }
    #expect(help.contains("\n usage: [-?abhHjJKlnNoOPQRtUvVX] [+|-c c] [+|-d s] [+D D]"))
  }

  /// A line of help up to what the option means: of a short notation, such as `-o`, others can be longer forms.
  private func beginning(of option: Option) -> String {
    let notation = "\(option.help.notation)"
    return "  " + notation + String(repeating: " ", count: max(1, 24 - notation.count))
  }

  @Test("the options come in groups, each of which says what for")
  func groups() {
    let help = text(HelpRequest(showsHelp: true), contexts: true)
    var rest = help[...]
    for group in OptionTable.groups {
      #expect(!group.rows.isEmpty)
      guard let title = rest.firstRange(of: "\n\n\(group.title):\n  ") else {
        Issue.record("\(group.title) is missing, or out of its place")
        continue
      }
      rest = rest[title.upperBound...]
    }
    let notations = OptionTable.groups.flatMap(\.rows).map { row in
      switch row {
      case .option(let option): "\(option.help.notation)"
      case .note(let line): "\(line.notation)"
      }
    }
    #expect(notations.count == Set(notations).count)
  }

  @Test func lines() {
    let all = HelpRequest(showsHelp: true, showsFields: true, showsVersion: true)
    for line in text(all, contexts: true).split(separator: "\n") {
      #expect(line.count <= 100 && line.last != " ")
    }
  }

  @Test func version() {
    let version = text(HelpRequest(showsVersion: true))
    #expect(version.contains("revision: \(Release.reference)\n"))
    #expect(version.contains(Release.port) && version.contains("Anyone can list all files."))
    #expect(version.hasPrefix("ls^Gof version information:\n"))
  }

  @Test func fields() {
    let fields = text(HelpRequest(showsFields: true))
    #expect(fields.contains("\t p    process ID") && !fields.contains("\t Z "))
    #expect(text(HelpRequest(showsFields: true), contexts: true).contains("\t Z "))
  }

  @Test("each column has a line with its type, what it costs and what it is")
  func columns() {
    let lines = text(HelpRequest(showsColumns: true)).split(separator: "\n")
    #expect(lines.count > 50 && lines.allSatisfy { $0.count <= 110 && $0.last != " " })
    #expect(lines.contains("SIZE                  number  bytes stat               size"))
    #expect(lines.contains { $0.hasPrefix("FILE-FLAG ") && $0.hasSuffix("(also FLAGS)") })
  }

  @Test("after an error there is a hint, unless help is there")
  func errors() {
    let error = text(HelpRequest(showsVersion: true, isError: true))
    #expect(error.contains("usage:") && error.contains("-h") && !error.contains("revision"))
    let help = text(HelpRequest(showsHelp: true, showsVersion: true, isError: true))
    #expect(!help.contains("tells more") && help.contains("revision"))
    let fields = text(HelpRequest(showsFields: true, isError: true))
    #expect(fields.contains("tells more") && fields.contains("\t p "))
  }
}
