import Glibc
import Misc
import Store

/// The mount namespaces of processes: the lister's own, and the others that are met in a scan.
final class MountNamespaces: Sendable {
  /// The inode of the lister's in nsfs; nil where it can't be had.
  private let own: UInt64?
  /// The mounts of the others.
  private let foreign = Locked([UInt64: MountLookup]())

  init(_ procfs: Procfs) {
    own = Path(procfs.path("self/ns/mnt")).withPointer { path in
      (try? FileStatus.of(path).get())?.inode
    }
  }

  /// The namespace of a process, if it isn't the lister's. `directory` is the one that `place` is for.
  private func foreignNamespace(of place: ProcessPlace, in directory: borrowing FileDescriptor) -> UInt64? {
    if place.sharesMounts { return nil }
    let number = directory.number
    let link = place.path("ns/mnt")
    guard let own, case .success(let status) = link.withPointer({ FileStatus.of($0, in: number) }),
      status.inode != own
    else { return nil }
    return status.inode
  }

  /// Whether paths of the process mean other files for the lister.
  func isForeign(_ place: ProcessPlace, in directory: borrowing FileDescriptor) -> Bool {
    foreignNamespace(of: place, in: directory) != nil
  }

  /// The mounts of the process, where they are others than the lister's.
  func foreignMounts(of place: ProcessPlace, in directory: borrowing FileDescriptor) -> MountLookup? {
    guard let namespace = foreignNamespace(of: place, in: directory) else { return nil }
    let number = directory.number
    return foreign.withLock { known in
      if let mounts = known[namespace] { return mounts }
      var reader = FileReader()
      // What can't be read is empty.
      try? reader.read(place.path("mountinfo"), in: number)
      let mounts = MountLookup(MountInfo.mounts(reader.contents))
      known[namespace] = mounts
      return mounts
    }
  }
}
