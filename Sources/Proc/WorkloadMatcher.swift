import Misc
import Store

/// Decides which units, containers and pods a selection wants.
struct WorkloadMatcher: Sendable {
  private let selection: Selection
  /// No name selects or leaves out anything.
  let isEmpty: Bool

  init(_ selection: Selection) {
    self.selection = selection
    isEmpty = selection.units.isEmpty && selection.containers.isEmpty && selection.pods.isEmpty
  }

  /// Whether a name leaves the workload out.
  func excludes(_ workload: Workload) -> Bool {
    selection.units.contains { $0.isExcluded && Self.names($0, unitOf: workload) }
      || selection.containers.contains { $0.isExcluded && Self.names($0, containerOf: workload) }
      || selection.pods.contains { $0.isExcluded && Self.names($0, podOf: workload) }
  }

  /// What the workload matches.
  func selectors(of workload: Workload, _ searchMatches: inout SearchMatches) -> Selectors {
    var matched: Selectors = []
    if Self.finds(selection.units, &searchMatches.units, { Self.names($0, unitOf: workload) }) {
      matched.insert(.unit)
    }
    if Self.finds(selection.containers, &searchMatches.containers, { Self.names($0, containerOf: workload) })
    {
      matched.insert(.container)
    }
    if Self.finds(selection.pods, &searchMatches.pods, { Self.names($0, podOf: workload) }) {
      matched.insert(.pod)
    }
    return matched
  }

  /// Takes down which patterns are found. Returns whether any is.
  private static func finds(
    _ patterns: [NamePattern], _ found: inout [Bool], _ isNamed: (NamePattern) -> Bool
  ) -> Bool {
    var isFound = false
    for (index, pattern) in patterns.enumerated() where !pattern.isExcluded && isNamed(pattern) {
      found[index] = true
      isFound = true
    }
    return isFound
  }

  /// As with systemctl(1), `nginx` is `nginx.service`.
  private static func names(_ pattern: NamePattern, unitOf workload: Workload) -> Bool {
    if workload.unit.isEmpty { return false }
    return matches(pattern.glob, workload.unit) || matches(pattern.glob + Bytes(".service"), workload.unit)
  }

  /// Of an identifier. Fewer could be meant as the beginning of a name.
  private static let fewestDigits = 4

  private static func names(_ pattern: NamePattern, containerOf workload: Workload) -> Bool {
    if workload.container.isEmpty { return false }
    return matches(pattern.glob, workload.container) || begins(pattern.glob, workload.containerID)
  }

  private static func begins(_ digits: Bytes, _ id: Bytes) -> Bool {
    digits.count >= fewestDigits && id.starts(with: digits)
  }

  /// Without a slash, the pattern is one of the name in any namespace.
  private static func names(_ pattern: NamePattern, podOf workload: Workload) -> Bool {
    if workload.pod.isEmpty { return false }
    if matches(pattern.glob, workload.pod) || begins(pattern.glob, workload.podUID) { return true }
    let slash = UInt8(ascii: "/")
    guard !pattern.glob.contains(slash), let end = workload.pod.lastIndex(of: slash) else { return false }
    return matches(pattern.glob, Bytes(workload.pod[(end + 1)...]))
  }

  /// A backslash is one: systemd's names have them.
  private static func matches(_ glob: Bytes, _ name: Bytes) -> Bool {
    Glob.matches(glob, name, hasEscapes: false)
  }
}
