import CSystem

/// The parts of what a process has open: its tasks have each in common, or apart (clone(2)).
struct ProcessParts: OptionSet {
  let rawValue: UInt8

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Working and root directory (CLONE_FS).
  static let directories = ProcessParts(rawValue: 1)
  /// Program text and maps (CLONE_VM).
  static let memory = ProcessParts(rawValue: 2)
  /// CLONE_FILES
  static let descriptors = ProcessParts(rawValue: 4)

  static let all: ProcessParts = [.directories, .memory, .descriptors]

  /// What a task doesn't share with another one of its process, or may not: kcmp(2) needs the right to look.
  init(of task: Int32, apartFrom other: Int32) {
    func isShared(_ type: kcmp_type) -> Bool { csystem_kcmp(other, task, Int32(type.rawValue)) == 0 }
    self = []
    if !isShared(KCMP_FS) { insert(.directories) }
    if !isShared(KCMP_FILES) { insert(.descriptors) }
    // Living tasks of a process always have one memory (CLONE_THREAD in clone(2)); one that has ended has nothing.
    if !isEmpty && !isShared(KCMP_VM) { insert(.memory) }
  }
}
