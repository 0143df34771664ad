import Misc
import Store

/// The table of locks of a scan, for all workers: it is read when it is asked for the first time.
final class LockSource: Sendable {
  /// Whether a row may show a lock.
  let areNeeded: Bool
  /// The devices of file systems whose files may have other numbers than their locks.
  let renumberingDevices: Set<DeviceNumber>
  private let procfs: Procfs
  private let probe: GuardedProbe?
  private let mounts: [Mount]
  private let diagnostics: Diagnostics
  private let loaded = Locked<LockTable?>(nil)

  /// `probe` has a guard wait for the table, so that a signal ends the program meanwhile; nil has the program wait.
  init(
    areNeeded: Bool, _ procfs: Procfs, by probe: GuardedProbe?, mounts: [Mount], _ diagnostics: Diagnostics
  ) {
    self.areNeeded = areNeeded
    renumberingDevices = Set(
      mounts.filter { !$0.traits.isDisjoint(with: [.hasSubvolumes, .hasLayers]) }.map(\.device))
    self.procfs = procfs
    self.probe = probe
    self.mounts = mounts
    self.diagnostics = diagnostics
  }

  func load() -> LockTable {
    loaded.withLock { loaded in
      if let loaded { return loaded }
      let table = LockTable.read(procfs, by: probe, mounts: mounts, diagnostics)
      loaded = table
      return table
    }
  }
}
