import Misc
import Store

/// The answer to a question that people have, found by a scan. One report is one type, and a case of
/// ``ReportRequest``.
public protocol Report {
  /// What must be known of each process and file.
  static func requiredFields(for request: Request) -> RequiredFields
  /// What is scanned for, where `request` is what the command line asks for. All of its selections have to hold.
  static func scanRequest(_ request: Request) -> Request

  init(_ request: Request)

  /// Takes processes as the scan delivers them, in the order of PID.
  mutating func add(_ batch: borrowing Batch)
  /// Asks what is still to be asked once all processes have been seen.
  mutating func complete(_ scan: ScanResult, _ dialect: any Dialect)

  /// Whether what was asked for by name has been found.
  var isFound: Bool { get }
  /// The processes that it tells of, for `-t`; in any order, and more than once.
  var pids: [Int32] { get }
  /// What is told, for programs.
  var groups: [ReportGroup] { get }
  /// How many processes could not be looked into.
  var hiddenProcesses: Int { get }

  /// Tells it in words.
  func append(to text: inout ReportText)

  /// Its words are for a program alone. What a person should know goes to standard error, and whatever is not found is
  /// no failure.
  static var isForPrograms: Bool { get }
}

extension Report {
  public static var isForPrograms: Bool { false }
}

extension ReportRequest {
  /// The type that answers the question.
  public var type: any Report.Type {
    switch self {
    case .busy: BusyMounts.self
    case .deleted: DeletedFiles.self
    case .listening: Listeners.self
    case .limits: DescriptorLimits.self
    case .graph: ProcessGraph.self
    case .metrics: Metrics.self
    }
  }

  /// What JSON calls it.
  var name: StaticString {
    switch self {
    case .busy: "busy"
    case .deleted: "deleted"
    case .listening: "listening"
    case .limits: "limits"
    case .graph: "graph"
    case .metrics: "metrics"
    }
  }
}

extension Request {
  /// The same, with all selections in force at once, and no rows for tasks.
  func withAllSelections(_ change: (inout Selection) -> Void) -> Request {
    var request = self
    request.output.form = .columns
    if selection.isEverything { request.selection.selectors = [] }
    request.selection.isEverything = false
    request.selection.requiresAll = true
    request.selection.tasks = .ignored
    request.selection.selectors.remove(.task)
    change(&request.selection)
    // No selector at all would find nothing.
    if request.selection.selectors.isEmpty {
      request.selection.isEverything = true
      request.selection.selectors = selection.selectors.subtracting(.task)
    }
    return request
  }
}
