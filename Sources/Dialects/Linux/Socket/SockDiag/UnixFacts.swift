/// What sock_diag(7) tells of a UNIX socket beside its name, where it is asked to.
struct UnixFacts: Sendable, Equatable {
  /// The inode of the socket that it is connected to; 0 for none.
  var peer: UInt64
  /// ``FactList/add(shutdown:)``
  var shutdown: UInt8?

  init(_ report: UnixSocketReport) { (peer, shutdown) = (report.peer, report.shutdown) }

  /// As facts of the socket's file.
  var list: FactList {
    var list = FactList()
    list.add(shutdown: shutdown)
    if peer != 0 { list.add(.peerInode, peer) }
    return list
  }
}
