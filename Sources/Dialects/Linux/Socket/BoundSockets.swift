import Misc

/// TCP sockets that are only bound, of the lister's network namespace. No table has them; they are asked for when the
/// first socket is met that may be one.
final class BoundSockets: Sendable {
  /// By inode; nil where they have not been asked for.
  private let known = Locked<[UInt64: InternetSocket]?>(nil)
  /// The kernel can be asked, and has not been already.
  private let canAsk: Bool

  init(canAsk: Bool) { self.canAsk = canAsk }

  func socket(_ inode: UInt64) -> InternetSocket? {
    if !canAsk { return nil }
    return known.withLock { known in
      if let known { return known[inode] }
      var sockets: [UInt64: InternetSocket] = [:]
      if SockDiag.knows(.tcp) {
        try? InternetSocketReport.allTCP(isIPv6: nil, .bound) { socket, _ in sockets[socket.inode] = socket }
      }
      known = sockets
      return sockets[inode]
    }
  }
}
