import Misc
import Store

/// A process or task whose files are wanted, and where procfs has them.
struct Subject {
  var record: ProcessRecord
  var place: ProcessPlace
  /// The names of procfs for it, `/proc/PID` or `/proc/PID/task/TID`.
  var directory: Bytes
  /// The task in whose directory the files are; 0 for the process.
  var directoryID: Int32 = 0
  var isKernelThread: Bool
  /// Descriptors below it are not wanted.
  var firstDescriptor: Int32
  /// Its mounts, as ``MountNamespaces/foreignMounts(of:)`` gives them, where something may block.
  var mounts: MountLookup?
  /// What those that share its files match by themselves, each once: a row is wanted if it is for one of them.
  var wanted: [Selectors]

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
