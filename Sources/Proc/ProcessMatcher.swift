import Misc
import Store

/// Decides which processes and tasks a selection wants. Each worker has its own: the compiled
/// expressions are not shared.
public struct ProcessMatcher: ~Copyable {
  public enum Verdict: Sendable {
    /// None of its files can be listed.
    case excluded
    /// Its files may be listed; the selectors are those that the process itself matches.
    case candidate(Selectors)
  }

  private let selection: Selection
  private let expressions: CompiledExpressions
  private let workloads: WorkloadMatcher

  public init(_ selection: Selection) {
    self.selection = selection
    expressions = CompiledExpressions(selection.expressions)
    workloads = WorkloadMatcher(selection)
  }

  /// Judges a process, or with `isTask` one of its tasks. `workload` is that of the process, where the selection needs
  /// it.
  public func judge(
    _ process: ProcessRecord, command: Span<UInt8>, workload: Workload?, isTask: Bool,
    _ searchMatches: inout SearchMatches
  ) -> Verdict {
    if !selection.processBounds.allow(process) { return .excluded }
    if selection.users.contains(where: { $0.isExcluded && $0.uid == process.uid })
      || Self.excludes(selection.groups, process.group) || Self.excludes(selection.pids, process.pid)
    {
      return .excluded
    }
    if let workload, !workloads.isEmpty, workloads.excludes(workload) { return .excluded }
    var matched = selection.isEverything ? [] : identify(process, isTask: isTask, &searchMatches)
    // A process that is left out for its command is found by its number all the same.
    if selection.commands.contains(where: { $0.isExcluded && command.starts(with: $0.prefix) }) {
      return .excluded
    }
    if selection.isEverything { return .candidate(SecurityPolicy.ofBuild.inherited(selection.selectors)) }
    if let workload, !workloads.isEmpty {
      matched.formUnion(workloads.selectors(of: workload, &searchMatches))
    }
    let wanted = selection.selectors.intersection(.ofProcess).subtracting([.command, .context])
    if selection.requiresAll ? matched != wanted : matched.isEmpty && selection.selectors == wanted {
      return .excluded
    }
    if selection.selectors.contains(.command) {
      if matches(command: command, &searchMatches) {
        matched.insert(.command)
      } else if selection.requiresAll || selection.selectors == .command {
        return .excluded
      }
    }
    return .candidate(matched)
  }

  /// Whether a pattern of `-c` selects this command.
  public func mayMatch(command: Span<UInt8>) -> Bool {
    selection.commands.contains { !$0.isExcluded && command.starts(with: $0.prefix) }
      || selection.expressions.indices.contains { expressions.matches($0, command) }
  }

  /// Whether `-u` selects this user.
  public func mayMatch(uid: UInt32) -> Bool {
    selection.users.contains { !$0.isExcluded && $0.uid == uid }
  }

  /// Whether a context matches one of the patterns that `-Z` names.
  public func matches(context: Bytes, _ searchMatches: inout SearchMatches) -> Bool {
    var isMatch = false
    for (index, pattern) in selection.contexts.enumerated()
    where Glob.matches(pattern, context, hasEscapes: true) {
      searchMatches.contexts[index] = true
      isMatch = true
    }
    return isMatch
  }

  private func identify(
    _ process: ProcessRecord, isTask: Bool, _ searchMatches: inout SearchMatches
  ) -> Selectors {
    var matched: Selectors = []
    for (index, pattern) in selection.groups.enumerated()
    where !pattern.isExcluded && pattern.id == process.group {
      searchMatches.groups[index] = true
      matched.insert(.processGroup)
    }
    for (index, pattern) in selection.pids.enumerated()
    where !pattern.isExcluded && pattern.id == process.pid {
      searchMatches.pids[index] = true
      matched.insert(.pid)
    }
    for (index, pattern) in selection.users.enumerated()
    where !pattern.isExcluded && pattern.uid == process.uid {
      searchMatches.users[index] = true
      matched.insert(.user)
    }
    if isTask && selection.selectors.contains(.task) { matched.insert(.task) }
    return matched
  }

  private func matches(command: Span<UInt8>, _ searchMatches: inout SearchMatches) -> Bool {
    var isMatch = false
    for (index, pattern) in selection.commands.enumerated()
    where !pattern.isExcluded && command.starts(with: pattern.prefix) {
      searchMatches.commands[index] = true
      isMatch = true
    }
    for index in selection.expressions.indices where expressions.matches(index, command) {
      searchMatches.expressions[index] = true
      isMatch = true
    }
    return isMatch
  }

  private static func excludes(_ patterns: [IDPattern], _ id: Int32) -> Bool {
    patterns.contains { $0.isExcluded && $0.id == id }
  }
}
