import Misc
import Store

/// A process or task whose files are wanted, and where procfs has them. Shared, since it is large, and handed on for
/// each of its files.
final class Subject: Sendable {
  let record: ProcessRecord
  let place: ProcessPlace
  /// The names of procfs for it, `/proc/PID` or `/proc/PID/task/TID`.
  let directory: Bytes
  /// The task in whose directory the files are; 0 for the process.
  let directoryID: Int32
  let isKernelThread: Bool
  /// Descriptors below it are not wanted.
  let firstDescriptor: Int32
  /// Its mounts, as ``MountNamespaces/foreignMounts(of:)`` gives them, where something may block.
  let mounts: MountLookup?
  /// What those that share its files match by themselves, each once: a row is wanted if it is for one of them.
  let wanted: [Selectors]

  init(
    record: ProcessRecord, place: ProcessPlace, directory: Bytes, directoryID: Int32, isKernelThread: Bool,
    firstDescriptor: Int32, mounts: MountLookup?, wanted: [Selectors]
  ) {
    self.record = record
    self.place = place
    self.directory = directory
    self.directoryID = directoryID
    self.isKernelThread = isKernelThread
    self.firstDescriptor = firstDescriptor
    self.mounts = mounts
    self.wanted = wanted
  }

  /// `/proc/PID/name`
  func path(_ name: StaticString) -> Bytes { directory + [UInt8(ascii: "/")] + Bytes(name) }

  /// `/proc/PID/fd/number`
  func descriptorPath(_ number: Int32) -> Bytes {
    var path = ByteBuffer()
    path.append(directory)
    path.append("/fd/")
    path.append(decimal: Int(number))
    return path.bytes
  }
}
