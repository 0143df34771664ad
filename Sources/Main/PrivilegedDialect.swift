import CSystem
import Misc
import Store

/// A dialect that scans with the privileges that the program has beside its caller's, and does nothing else with
/// them.
struct PrivilegedDialect<Base: Dialect>: Dialect {
  let base: Base

  var longestCommand: Int { base.longestCommand }
  var hasContexts: Bool { base.hasContexts }
  func scanMethods(_ wanted: ScanMethod) -> Bytes { base.scanMethods(wanted) }
  func mounts() throws(ScanError) -> [Mount] { try base.mounts() }
  func probe(_ policy: BlockingPolicy, mounts: [Mount]) -> any PathProbe {
    base.probe(policy, mounts: mounts)
  }
  func fileSystems(
    _ questions: [FileSystemQuestion], _ policy: BlockingPolicy
  ) -> [DeviceNumber: FileSystemFacts] { base.fileSystems(questions, policy) }
  func survey(_ processes: [(pid: Int32, uid: UInt32)], countsWatches: Bool) -> DescriptorSurvey {
    base.survey(processes, countsWatches: countsWatches)
  }
  func use(
    ofMounts targets: [FileTarget], by processes: [Int32], _ policy: BlockingPolicy
  ) -> MountUse { base.use(ofMounts: targets, by: processes, policy) }
  func systemLimits() -> SystemLimits { base.systemLimits() }
  func heldFiles(below directory: FileIdentity, on mount: Mount, _ request: Request) -> HeldFiles? {
    base.heldFiles(below: directory, on: mount, request)
  }
  func countWithFiles(_ pids: [Int32]) -> Int { base.countWithFiles(pids) }
  func privilegesWillChange() { base.privilegesWillChange() }

  func scan(
    _ request: Request, for requiredFields: RequiredFields, deliver: (consuming Batch) -> Void
  ) throws(ScanError) -> ScanResult {
    if !csystem_has_privileges() {
      return try base.scan(request, for: requiredFields, deliver: deliver)
    }
    privilegesWillChange()
    defer { privilegesWillChange() }
    try Self.require(csystem_raise_privileges())
    let result: ScanResult
    do {
      result = try base.scan(request, for: requiredFields, deliver: deliver)
    } catch {
      try Self.require(csystem_lower_privileges())
      throw error
    }
    try Self.require(csystem_lower_privileges())
    // Nothing is scanned again.
    if request.repetition == nil { try Self.require(csystem_give_up_privileges()) }
    return result
  }

  /// With the caller's privileges, if the scan has given up the others: what may not be compared is not counted.
  func countHolders(in batches: inout [Batch], _ selection: Selection) {
    base.countHolders(in: &batches, selection)
  }

  private static func require(_ result: Int32) throws(ScanError) {
    if result != 0 {
      throw ScanError(message: Bytes("can't change its privileges: ") + SystemError.current.text)
    }
  }
}
