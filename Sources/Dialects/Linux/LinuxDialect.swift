import CSystem
import Glibc
import Misc
import Proc
import Store

/// Linux, by way of procfs.
public struct LinuxDialect: Dialect {
  private let diagnostics: Diagnostics

  public init(diagnostics: Diagnostics) { self.diagnostics = diagnostics }

  public func mounts() -> [Mount]? {
    var reader = FileReader()
    let isRead = Path("/proc/self/mountinfo").withPointer { reader.read($0) }
    return isRead ? MountInfo.mounts(reader.contents) : nil
  }

  public func scan(
    _ request: Request, deliver: (consuming Batch) -> Void
  ) throws(ScanError) -> ScanResult {
    let pids = try ProcessList.pids(for: request)
    let context = ScanContext(request, mounts: mounts() ?? [], diagnostics: diagnostics)
    let findings = ScanWork(context, pids).run(deliver)
    return ScanResult(findings: findings, peers: context.sockets.peers)
  }
}
