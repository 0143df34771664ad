import Misc
import Print
import Proc
import Report
import Store

/// Lists what a request asks for, once or again and again, and knows the exit status.
struct Session {
  private let request: Request
  private let requiredFields: RequiredFields
  private let dialect: any Dialect
  private let diagnostics: Diagnostics

  init(_ request: Request, dialect: any Dialect, diagnostics: Diagnostics) {
    let linksEndpoints = request.output.endpoints != .hidden
    requiredFields = request.output.requiredFields.union(request.selection.requiredFields)
      .union(linksEndpoints ? EndpointLinker.requiredFields : [])
      .union(request.filter?.requiredFields ?? [])
      .union(request.output.tellsChanges ? ChangeTracker.requiredFields : [])
    var request = request
    request.output.tellsOfOthers = !requiredFields.isDisjoint(with: .ofOthers)
    self.request = request
    self.dialect = dialect
    self.diagnostics = diagnostics
  }

  func run() -> Int32 {
    if request.output.tellsChanges { EndingSignal.note() }
    var printer = ListingPrinter(request: request, diagnostics: diagnostics)
    var searchMatches = SearchMatches(request.selection)
    var listedInAnyCycle = false
    var isCut = false
    var last: ScanResult?
    var hasWarned = false
    var cycles = 0
    while true {
      let listed: Int
      do throws(ScanError) {
        let result: ScanResult
        (listed, result) = try listOnce(&printer)
        searchMatches.merge(result.searchMatches)
        if result.isCut { isCut = true }
        last = result
      } catch {
        diagnostics.error(error)
        _ = printer.finish()
        return ExitStatus.failure
      }
      if listed > 0 { listedInAnyCycle = true }
      guard let repetition = request.repetition else { break }
      if repetition.endsWhenEmpty && listed == 0 { break }
      printer.writeMarker()
      if printer.failure != nil { break }
      if !hasWarned {
        hasWarned = warn(
          after: last, SearchReport(request: request, searchMatches: searchMatches),
          hasListed: listedInAnyCycle)
      }
      if request.output.tellsChanges {
        EndingSignal.wait(seconds: repetition.seconds)
        if EndingSignal.noted != nil { break }
      } else {
        WorkerThread.sleep(seconds: repetition.seconds)
      }
      cycles += 1
      if repetition.maximum > 0 && cycles == repetition.maximum { break }
    }
    let report = SearchReport(request: request, searchMatches: searchMatches)
    if let grown = printer.grown { write(grown, &printer) }
    if request.reportsSearch { printer.write(report) }
    let failure = printer.finish()
    if let failure { diagnostics.cantWrite("the listing", failure) }
    if let signal = EndingSignal.noted { EndingSignal.end(by: signal) }
    if failure != nil { return ExitStatus.failure }
    if !hasWarned { _ = warn(after: last, report, hasListed: listedInAnyCycle) }
    return isCut ? ExitStatus.failure : status(report, listedInAnyCycle: listedInAnyCycle)
  }

  private func write(_ grown: GrownProcesses, _ printer: inout ListingPrinter) {
    var text = ByteBuffer(capacity: 4096)
    GrowthSummary(grown, request, escaper: diagnostics.escaper)
      .append(isStyled: request.output.isStyled(onTerminal: printer.isOnTerminal), to: &text)
    printer.write(text)
  }

  /// Lists, and tells how many processes had a listed file.
  private func listOnce(_ printer: inout ListingPrinter) throws(ScanError) -> (Int, ScanResult) {
    if !request.output.needsOthers {
      // Rows that need no other rows are printed while the scan goes on.
      let result = try dialect.scan(request, for: requiredFields) { printer.add($0) }
      return (printer.finishCycle(), result)
    }
    var batches: [Batch] = []
    let result = try dialect.scan(request, for: requiredFields) { batches.append($0) }
    EndpointLinker.link(&batches, request: request, peers: result.peers, escaper: diagnostics.escaper)
    if requiredFields.contains(.holders) { dialect.countHolders(in: &batches, request.selection) }
    for batch in batches { printer.add(batch) }
    return (printer.finishCycle(), result)
  }

  /// Says that what was asked for and not found may be where the lister may not look. False where there is nothing
  /// to say.
  private func warn(after result: ScanResult?, _ report: SearchReport, hasListed: Bool) -> Bool {
    let mayWarn = request.warnsDespiteTerse && !request.forgivesFailedSearch
    guard mayWarn, let result, !result.deniedPIDs.isEmpty,
      request.filter == nil ? report.lacksFiles(sockets: result.matchesOfSockets) : !hasListed
    else { return false }
    return diagnostics.warn(
      hidden: dialect.countWithFiles(result.deniedPIDs), "may have what was not found")
  }

  private func status(_ report: SearchReport, listedInAnyCycle: Bool) -> Int32 {
    // Rows are what a filter looks for.
    let isFound = request.filter == nil ? report.isComplete : listedInAnyCycle
    if !isFound && !request.forgivesFailedSearch { return ExitStatus.failure }
    if let repetition = request.repetition, repetition.endsWhenEmpty, !listedInAnyCycle {
      return ExitStatus.failure
    }
    return request.hadBadName ? ExitStatus.failure : ExitStatus.success
  }
}
