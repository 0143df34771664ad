import CSystem
import Misc
import Store

/// Finds the peers of sockets.
struct SocketPeerMatcher {
  private let sockets: SocketCollection
  private let host: any HostNetwork

  init(_ sockets: SocketCollection, host: any HostNetwork = LiveHostNetwork()) {
    self.sockets = sockets
    self.host = host
  }

  /// The peers of all sockets, or of all but UNIX sockets. What keeps those of UNIX sockets from being had is said.
  func peers(ofUnix includesUnix: Bool, _ diagnostics: Diagnostics) -> SocketPeers {
    var peers = SocketPeers()
    peers.internet = InternetPeerMatcher(sockets, host: host).peers()
    if !includesUnix { return peers }
    let details = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_ICONS
    var reports: [UnixSocketReport] = []
    do throws(SystemError) {
      try UnixSocketReport.all(showing: details) { if $0.tellsPeers { reports.append($0) } }
    } catch {
      diagnostics.error {
        $0.append("the ends of UNIX sockets can't be had: ")
        $0.append(error.text)
      }
    }
    note(reports, in: &peers)
    return peers
  }

  /// Takes down who the UNIX sockets are connected to and waited on by. Only sockets that are in the collection
  /// count.
  func note(_ reports: [UnixSocketReport], in peers: inout SocketPeers) {
    var connected: [UInt64: [UInt64]] = [:]
    for report in reports where sockets.isUnix(report.inode) {
      if sockets.isUnix(report.peer) {
        peers.unix[report.inode] = [report.peer]
        if report.peer != report.inode { connected[report.peer, default: []].append(report.inode) }
      }
      let pending = report.pending.filter(sockets.isUnix)
      if pending.isEmpty { continue }
      peers.pending[report.inode] = pending
      // The kernel tells no peer of them: what they are connected to has no inode yet.
      for inode in pending { peers.unix[inode] = [report.inode] }
    }
    for (inode, others) in connected {
      let own = peers.unix[inode] ?? []
      peers.unix[inode] = own + others.sorted().filter { !own.contains($0) }
    }
  }
}
