import Glibc
import Misc
import Store

/// Reads which locks a process holds from the fdinfo of its descriptors.
struct LockReader: ~Copyable {
  private var walk = DescriptorWalk()
  private let context: ScanContext
  /// How many descriptors of the last process were asked.
  private(set) var descriptorCount = 0

  init(_ context: ScanContext) { self.context = context }

  /// The locks of all descriptors of a process or task, in the directory that `place` is for; nil where they can't be
  /// read, or are those of more than `limit` descriptors.
  mutating func locks(
    in directory: borrowing FileDescriptor, _ place: ProcessPlace = .own, of pid: Int32, limit: Int = .max,
    with reader: inout FileReader
  ) -> HeldLocks? {
    descriptorCount = 0
    if limit <= 0 { return nil }
    guard let fdinfo = try? directory.open(place.path("fdinfo"), flags: O_DIRECTORY) else { return nil }
    var held = HeldLocks()
    walk.start(guesses: context.procfs.isLive, in: fdinfo)
    while let entry = walk.next(in: fdinfo) {
      if descriptorCount == limit { return nil }
      do throws(SystemError) {
        try reader.read(entry.name, in: fdinfo.number, isOneRecord: true)
      } catch {
        if entry.isGuess { walk.refute(entry, in: fdinfo) } else if !error.isOfMissing { return nil }
        continue
      }
      descriptorCount += 1
      for lock in Self.locks(in: reader.contents) {
        let file = file(of: lock, entry.number, in: directory, place)
        held.add(lock, at: entry.number, on: file, of: pid)
      }
    }
    if let failure = walk.failure, !failure.isOfMissing { return nil }
    return held
  }

  /// The locks that fdinfo tells of a descriptor.
  static func locks(in text: Span<UInt8>) -> [FileLock] {
    var kind: (any FileKind)?
    return FdInfo(text, &kind, readsLocks: true).locks
  }

  /// What stat(2) says of the file that a descriptor has a lock on. It is asked only where that is not what the lock
  /// says: on some file systems it may never answer.
  private func file(
    of lock: FileLock, _ number: Int32, in directory: borrowing FileDescriptor, _ place: ProcessPlace
  ) -> FileIdentity {
    if !context.locks.renumberingDevices.contains(lock.file.device) { return lock.file }
    let parent = directory.number
    let link = place.path(Bytes("fd/") + Procfs.name(of: number))
    let status = try? link.withPointer { FileStatus.remembered($0, in: parent) }.get()
    return status?.identity ?? lock.file
  }
}
