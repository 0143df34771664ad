import Glibc
import Misc
import Node
import Proc
import Store
import Version

/// What all workers of a scan share; it doesn't change while they run.
final class ScanContext: Sendable {
  let request: Request
  let facts: Facts
  let prospects: Prospects
  let describer: NodeDescriber
  let sockets: SocketSource
  /// Asks about files on file systems that may not answer. It forgets with the scan which ones didn't.
  let probe: GuardedProbe
  /// Real UID of the lister.
  let requester: UInt32
  /// The lister's own mount namespace (its nsfs inode), in which paths of maps can be followed.
  let mountNamespace: UInt64?

  init(
    _ request: Request, mounts: [Mount], deviceCache: DeviceCacheKeeper, diagnostics: Diagnostics
  ) {
    self.request = request
    facts = Facts(request)
    prospects = Prospects(request)
    // The reference has no mounts under -b, and so takes message queues for plain files there.
    let isBlind = request.precautions.avoidsBlocking
    let probe = GuardedProbe(request.precautions, mounts: mounts)
    let devices =
      Build.hasDeviceCache ? deviceCache.names(request, probe, mounts: mounts, diagnostics) : nil
    describer = NodeDescriber(
      request, mounts: MountIndex(isBlind ? [] : mounts), devices: devices)
    self.probe = probe
    sockets = SocketSource(
      request, names: describer.names, probe: probe, diagnostics: diagnostics)
    requester = getuid()
    mountNamespace = Path("/proc/self/ns/mnt").withPointer { path in
      (try? FileStatus.of(path).get())?.inode
    }
  }

  /// The status of the file that a link of procfs leads to; `path` is what the link says and `procPath`
  /// its own name.
  func status(
    of link: UnsafePointer<CChar>, in folder: borrowing FileDescriptor, leadingTo path: Span<UInt8>,
    procPath: () -> Bytes
  ) -> Result<FileStatus, SystemError> {
    if let mount = probe.blockingMount(of: path) {
      return probe.status(of: procPath(), on: mount)
    }
    return FileStatus.of(link, in: folder.number)
  }
}

/// A process or task whose files are wanted, and where procfs has them.
struct Subject {
  var record: ProcessRecord
  /// The names of procfs for it, `/proc/PID` or `/proc/PID/task/TID`.
  var folder: Bytes
  var isKernelThread: Bool
  var firstDescriptor: Int32
}
