import Arg
import Glibc
import LinuxDialect
import Misc
import Print
import Store

/// Rows that a scan has brought, to be printed again and again: what that takes is measured apart from the scan.
struct Printing {
  /// So many times in a row they are printed for each time that is told: the system counts it by its clock's ticks, of
  /// some milliseconds.
  private static let listingsOfTime = 10

  private let request: Request
  private let diagnostics: Diagnostics
  private let batches: [Batch]

  /// Scans for what lsof would list after these arguments. Nil where it wouldn't, or that fails.
  init?(_ arguments: [String]) {
    let escaper = Escaper()
    let dialect = LinuxDialect(escaper: escaper)
    let parser = CommandLineParser(
      arguments: (["lsof"] + arguments).map { Bytes($0.utf8) }, dialect: dialect, realUserID: getuid(),
      isBorrowingRoot: false, scanMethod: nil, escaper: escaper)
    guard case .list(let request) = parser.parse() else { return nil }
    self.request = request
    diagnostics = Diagnostics(programName: request.programName, warns: false, escaper: escaper)
    var batches: [Batch] = []
    let result = try? dialect.scan(request, for: request.output.requiredFields) { batches.append($0) }
    if result == nil { return nil }
    self.batches = batches
  }

  var rowCount: Int { batches.flatMap(\.processes).reduce(0) { $0 + $1.files.count } }

  /// Milliseconds of user time that all threads together take to print the rows once.
  func userTime() -> Double {
    let start = Self.userTime
    for _ in 0..<Self.listingsOfTime { write() }
    return (Self.userTime - start) / Double(Self.listingsOfTime)
  }

  private func write() {
    let descriptor = open("/dev/null", O_WRONLY | O_CLOEXEC)
    defer { close(descriptor) }
    var printer = ListingPrinter(request: request, diagnostics: diagnostics, descriptor: descriptor)
    for batch in batches { printer.add(batch) }
    _ = printer.finishCycle()
    _ = printer.finish()
  }

  /// Of this process, in milliseconds.
  private static var userTime: Double {
    var usage = rusage()
    getrusage(RUSAGE_SELF, &usage)
    return Double(usage.ru_utime.tv_sec) * 1000 + Double(usage.ru_utime.tv_usec) / 1000
  }
}
