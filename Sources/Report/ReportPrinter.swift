import Glibc
import Misc
import Print
import Store

/// Writes a report in the form that the request asks for.
public struct ReportPrinter {
  private let request: Request
  private let escaper: Escaper

  public init(_ request: Request, escaper: Escaper) {
    self.request = request
    self.escaper = escaper
  }

  /// Appends the whole report. `isStyled` asks for colour.
  public func append(_ report: some Report, isStyled: Bool, to buffer: inout ByteBuffer) {
    switch request.output.form {
    case .json: appendDocument(report, to: &buffer)
    case .jsonLines: appendLines(report, to: &buffer)
    case .processIDs:
      for pid in Set(report.pids).sorted() {
        buffer.append(decimal: Int(pid))
        buffer.append("\n")
      }
    case .columns, .fields, .rows, .counts:
      var text = ReportText(escaper: escaper, isStyled: isStyled)
      report.append(to: &text)
      buffer.append(text.buffer.span)
    }
  }

  private var isASCII: Bool { !escaper.usesUTF8 }
  private var name: StaticString { request.report?.name ?? "" }

  private func appendDocument(_ report: some Report, to buffer: inout ByteBuffer) {
    var members = JSONMembers(isASCII: isASCII)
    buffer.append("{")
    members.append("report", to: &buffer) { $0.append(name) }
    for group in report.groups {
      members.begin(group.key, in: &buffer)
      append(group.items, to: &buffer)
    }
    members.append("hidden_processes", number: report.hiddenProcesses, to: &buffer)
    buffer.append("}\n")
  }

  private func appendLines(_ report: some Report, to buffer: inout ByteBuffer) {
    for group in report.groups {
      for item in group.items {
        append(item, of: group.kind, to: &buffer)
        buffer.append("\n")
      }
    }
    var members = JSONMembers(isASCII: isASCII)
    buffer.append("{")
    members.append("record", to: &buffer) { $0.append("summary") }
    members.append("report", to: &buffer) { $0.append(name) }
    members.append("hidden_processes", number: report.hiddenProcesses, to: &buffer)
    buffer.append("}\n")
  }

  func append(_ objects: [[ReportFact]], to buffer: inout ByteBuffer) {
    buffer.append("[")
    for (index, object) in objects.enumerated() {
      if index > 0 { buffer.append(",") }
      append(object, to: &buffer)
    }
    buffer.append("]")
  }

  /// Appends an object, on a line of its own with what kind it is of.
  func append(_ object: [ReportFact], of kind: StaticString? = nil, to buffer: inout ByteBuffer) {
    var members = JSONMembers(isASCII: isASCII)
    buffer.append("{")
    if let kind { members.append("record", to: &buffer) { $0.append(kind) } }
    for fact in object {
      switch fact.value {
      case .text(let text): members.append(fact.key, text.span, to: &buffer)
      case .word(let word): members.append(fact.key, to: &buffer) { $0.append(word) }
      case .number(let number): members.append(fact.key, number: number, to: &buffer)
      case .object(let object):
        members.begin(fact.key, in: &buffer)
        append(object, to: &buffer)
      case .objects(let objects):
        members.begin(fact.key, in: &buffer)
        append(objects, to: &buffer)
      }
    }
    buffer.append("}")
  }
}
