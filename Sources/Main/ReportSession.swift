import Glibc
import Misc
import Print
import Report
import Store

/// Makes the report that a request asks for, and knows the exit status.
struct ReportSession {
  let request: Request
  let dialect: any Dialect
  let diagnostics: Diagnostics

  func run(_ question: ReportRequest) -> Int32 { run(question.type) }

  private func run<Kind: Report>(_ kind: Kind.Type) -> Int32 {
    var report = Kind(request)
    let scanRequest = Kind.scanRequest(request)
    let result: ScanResult
    do throws(ScanError) {
      result = try dialect.scan(scanRequest, for: Kind.requiredFields(for: request)) { report.add($0) }
    } catch {
      diagnostics.error(error)
      return ExitStatus.failure
    }
    report.complete(result, dialect)
    let search = SearchReport(request: processesAlone, searchMatches: result.searchMatches)
    var stream = OutputStream(descriptor: FileDescriptor.standardOutput)
    ReportPrinter(request, escaper: diagnostics.escaper)
      .append(
        report, isStyled: request.output.isStyled(onTerminal: stream.terminalWidth != nil), to: &stream.buffer
      )
    if request.reportsSearch && request.output.form == .columns {
      search.append(to: &stream.buffer, escaper: diagnostics.escaper)
    }
    if let failure = stream.finish() {
      diagnostics.cantWrite("the report", failure)
      return ExitStatus.failure
    }
    if result.isCut || request.hadBadName { return ExitStatus.failure }
    if Kind.isForPrograms {
      if request.warns { diagnostics.warn(hidden: report.hiddenProcesses, "may have more") }
      return ExitStatus.success
    }
    return request.forgivesFailedSearch || report.isFound && search.isComplete
      ? ExitStatus.success : ExitStatus.failure
  }

  /// What can be missing beside what the report itself looks for.
  private var processesAlone: Request {
    var request = request
    request.selection.files = []
    request.selection.addresses = []
    request.selection.internet = false
    request.selection.tcpStates = StateFilter()
    request.selection.udpStates = StateFilter()
    return request
  }
}

extension Output {
  /// Whether what is told in words is in colour and bold.
  func isStyled(onTerminal: Bool) -> Bool {
    switch color {
    case .always: true
    case .never: false
    // https://no-color.org: set, and not empty.
    case .automatic: onTerminal && getenv("NO_COLOR").map { $0.pointee == 0 } ?? true
    }
  }
}
