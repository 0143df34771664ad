import Misc
import Store

/// The guard processes of file systems that may block, one for each, and what is known of those that did.
///
/// A file system that has not answered in time counts as dead until the next cycle.
final class GuardPool: Sendable {
  private struct State {
    var guards: [DeviceNumber?: FileSystemGuard] = [:]
    var cycle = 0
    var scans = 0
    /// The cycle in which all others were last looked after.
    var checkedCycle = -1
  }

  /// After this time without an answer the other file systems are asked too, whether they are well: those
  /// that aren't are waited for at the same time, and not one after the other.
  private static let patience = 100
  /// As many are asked at the most.
  private static let mostChecks = 32

  private let state = Locked(State())

  init() {}

  /// Begins a scan: a new cycle, unless it is the first, which belongs to what the command line named.
  ///
  /// Returns whether it is the first.
  func beginScan() -> Bool {
    state.withLock { state in
      if state.scans > 0 { state.cycle += 1 }
      state.scans += 1
      return state.scans == 1
    }
  }

  /// Ends a scan: its guards are let go.
  func endScan() {
    for one in state.withLock({ Array($0.guards.values) }) { one.dismiss() }
  }

  /// Lets all guards go: the next ones have other privileges.
  func letGo() {
    for one in state.withLock({ Array($0.guards.values) }) { one.letGo() }
  }

  /// Asks `device`, or with nil a file system that isn't known, within `milliseconds` for each answer.
  ///
  /// `others` are mounts that the scan may come to.
  func ask(
    _ question: GuardQuestion, of device: DeviceNumber?, milliseconds: Int,
    others: [(directory: Bytes, device: DeviceNumber)], announce: (Int) -> Bool,
    _ take: (GuardAnswer) -> Void
  ) -> SystemError? {
    let (asked, cycle) = state.withLock { state in (Self.guard(of: device, &state), state.cycle) }
    return asked.ask(
      question, in: cycle, milliseconds: milliseconds, patience: Self.patience,
      whenSlow: { self.check(others, beside: device, in: cycle) }, announce: announce, take)
  }

  private static func `guard`(of device: DeviceNumber?, _ state: inout State) -> FileSystemGuard {
    if let known = state.guards[device] { return known }
    let new = FileSystemGuard(stays: device == nil)
    state.guards[device] = new
    return new
  }

  private func check(
    _ mounts: [(directory: Bytes, device: DeviceNumber)], beside slow: DeviceNumber?, in cycle: Int
  ) {
    if mounts.isEmpty { return }
    let guards = state.withLock { state in
      if state.checkedCycle == cycle { return [(Bytes, FileSystemGuard)]() }
      state.checkedCycle = cycle
      return mounts.filter { $0.device != slow }.prefix(Self.mostChecks).map {
        ($0.directory, Self.guard(of: $0.device, &state))
      }
    }
    for (directory, one) in guards { one.check(directory, in: cycle) }
  }
}
