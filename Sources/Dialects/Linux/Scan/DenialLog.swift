import Misc

/// The processes whose files the lister may not see.
final class DenialLog: Sendable {
  private let noted = Locked<[Int32]>([])

  /// In no order; kernel threads, which have no files, may be among them.
  var pids: [Int32] { noted.withLock { $0 } }

  func note(_ pid: Int32) { noted.withLock { $0.append(pid) } }
}
