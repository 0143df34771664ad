import Misc
import Print
import Store

/// What stands at the end of a repeated listing that tells changes (`--changes`): which processes have more descriptors
/// than at first.
public struct GrowthSummary {
  /// So many are told in words.
  private static let mostShown = 20

  private let grown: GrownProcesses
  private let request: Request
  private let escaper: Escaper
  private var output: Output { request.output }

  public init(_ grown: GrownProcesses, _ request: Request, escaper: Escaper) {
    self.grown = grown
    self.request = request
    self.escaper = escaper
  }

  /// Appends it in the form of the listing. CSV and raw rows are all of the same columns, and have none.
  public func append(isStyled: Bool, to buffer: inout ByteBuffer) {
    switch output.form {
    case .columns:
      var text = ReportText(escaper: escaper, isStyled: isStyled)
      append(to: &text)
      buffer.append(text.buffer.span)
    case .fields: appendFields(to: &buffer)
    case .json, .rows(.json): appendDocument(to: &buffer)
    case .jsonLines, .rows(.jsonLines): appendLines(to: &buffer)
    case .rows(.raw), .rows(.csv), .processIDs, .counts: break
    }
  }

  private var firstTime: Bytes { TimeText.text(of: grown.firstTime, in: Bytes("%F %T")) ?? [] }

  private func append(to text: inout ReportText) {
    text.append("=======")
    text.endLine()
    if grown.processes.isEmpty {
      text.append("No process has more descriptors than at first")
    } else {
      text.append(grown.count, "process has", "processes have")
      text.append(" more descriptors than at first")
    }
    text.append(" (")
    text.append(name: firstTime)
    text.append(", ")
    text.append(grown.cycles, "listing", "listings")
    text.append(").")
    text.endLine()
    if grown.processes.isEmpty { return }
    var users = UserNames(namesUsers: output.namesUsers)
    let shown = grown.processes.prefix(Self.mostShown)
    text.append(
      [
        .init("PID", isNumeric: true), .init("USER"), .init("COMMAND"), .init("FIRST", isNumeric: true),
        .init("LAST", isNumeric: true), .init("FILES", isNumeric: true), .init("SOCKETS", isNumeric: true),
        .init("PIPES", isNumeric: true), .init("ANON", isNumeric: true), .init("ENDED"), .init("MOSTLY"),
      ], shown.map { cells($0, &users) })
    if shown.count < grown.count {
      text.append(grown.count - shown.count, "more process has", "more processes have")
      text.append(" grown less.")
      text.endLine()
    }
  }

  private func cells(_ process: GrownProcess, _ users: inout UserNames) -> [ReportText.Cell] {
    func change(_ kind: KeyPath<DescriptorSurvey.Kinds, UInt64>) -> ReportText.Cell {
      let (first, last) = (process.first[keyPath: kind], process.last[keyPath: kind])
      if first == last { return .init(Bytes("-")) }
      var text = ByteBuffer()
      text.append(first < last ? "+" : "-")
      text.append(decimal: max(first, last) - min(first, last))
      return .init(text.bytes)
    }
    var mostly = ByteBuffer()
    for (index, kin) in process.kin.enumerated() {
      if index > 0 { mostly.append(", ") }
      mostly.append(decimal: UInt64(kin.count))
      mostly.append(" ")
      mostly.append(kin.name)
    }
    return [
      .init(process.pid), .init(users.login(of: process.uid) ?? ReportText.Cell(process.uid).text),
      .init(process.command), .init(process.first.sum), .init(process.last.sum),
      change(\.files), change(\.sockets), change(\.pipes), change(\.anonymous),
      .init(process.hasEnded ? Bytes("yes") : []), .init(mostly.bytes),
    ]
  }

  /// After a marker a process set for each, with the counts in the field `h`.
  private func appendFields(to buffer: inout ByteBuffer) {
    func end(_ buffer: inout ByteBuffer) { buffer.append(output.terminator) }
    func endSet(_ buffer: inout ByteBuffer) { if output.terminator == 0 { buffer.append("\n") } }
    buffer.append("mgrown")
    end(&buffer)
    endSet(&buffer)
    for process in grown.processes {
      buffer.append("p")
      buffer.append(decimal: Int(process.pid))
      end(&buffer)
      buffer.append("c")
      escaper.append(process.command, to: &buffer)
      end(&buffer)
      buffer.append("h")
      for (index, (name, first, last)) in counts(process).enumerated() {
        buffer.append(index > 0 ? " " : "")
        buffer.append(name)
        buffer.append("=")
        buffer.append(decimal: first)
        buffer.append(",")
        buffer.append(decimal: last)
      }
      end(&buffer)
      endSet(&buffer)
    }
  }

  private func counts(_ process: GrownProcess) -> [(StaticString, UInt64, UInt64)] {
    [
      ("descriptors", process.first.sum, process.last.sum),
      ("files", process.first.files, process.last.files),
      ("sockets", process.first.sockets, process.last.sockets),
      ("pipes", process.first.pipes, process.last.pipes),
      ("anonymous", process.first.anonymous, process.last.anonymous),
    ]
  }

  private func appendDocument(to buffer: inout ByteBuffer) {
    var members = JSONMembers(isASCII: !escaper.usesUTF8)
    buffer.append("{")
    append(totalsTo: &members, in: &buffer)
    members.begin("processes", in: &buffer)
    ReportPrinter(request, escaper: escaper).append(facts, to: &buffer)
    buffer.append("}\n")
  }

  private func appendLines(to buffer: inout ByteBuffer) {
    for process in facts {
      ReportPrinter(request, escaper: escaper).append(process, of: "process", to: &buffer)
      buffer.append("\n")
    }
    var members = JSONMembers(isASCII: !escaper.usesUTF8)
    buffer.append("{")
    members.append("record", to: &buffer) { $0.append("summary") }
    append(totalsTo: &members, in: &buffer)
    buffer.append("}\n")
  }

  private func append(totalsTo members: inout JSONMembers, in buffer: inout ByteBuffer) {
    members.append("report", to: &buffer) { $0.append("changes") }
    members.append("since", number: Int(grown.firstTime), to: &buffer)
    members.append("listings", number: grown.cycles, to: &buffer)
    members.append("grown", number: grown.count, to: &buffer)
  }

  private var facts: [[ReportFact]] {
    var users = UserNames(namesUsers: output.namesUsers)
    return grown.processes.map { process in
      func counts(_ kinds: DescriptorSurvey.Kinds) -> [ReportFact] {
        let facts: [ReportFact?] = [
          .number("descriptors", kinds.sum), .number("files", kinds.files), .number("sockets", kinds.sockets),
          .number("pipes", kinds.pipes), .number("anonymous", kinds.anonymous),
        ]
        return facts.compactMap { $0 }
      }
      let facts: [ReportFact?] = [
        .number("pid", process.pid), .text("command", process.command), .number("uid", process.uid),
        .text("user", users.login(of: process.uid)), .word("state", process.hasEnded ? "ended" : "running"),
        .number("since", process.firstTime), .object("first", counts(process.first)),
        .object("last", counts(process.last)),
        .objects(
          "mostly",
          process.kin.map { kin in
            let facts: [ReportFact?] = [.number("more", kin.count), .text("name", kin.name)]
            return facts.compactMap { $0 }
          }),
      ]
      return facts.compactMap { $0 }
    }
  }
}
