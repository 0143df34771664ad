import Misc

/// TCP sockets that are only bound, of the lister's network namespace. No table has them; they are asked for when the
/// first socket is met that may be one.
final class BoundSockets: Sendable {
  /// By inode, for each IP version that was asked for.
  private let known = Locked<[Bool: [UInt64: InternetSocket]]>([:])
  /// The kernel can be asked, and has not been already.
  private let canAsk: Bool

  init(canAsk: Bool) { self.canAsk = canAsk }

  func socket(_ inode: UInt64, isIPv6: Bool) -> InternetSocket? {
    if !canAsk { return nil }
    return known.withLock { known in
      if let sockets = known[isIPv6] { return sockets[inode] }
      var sockets: [UInt64: InternetSocket] = [:]
      if SockDiag.knows(.tcp) {
        try? InternetSocketReport.allTCP(isIPv6: isIPv6, .bound) { socket, _ in
          sockets[socket.inode] = socket
        }
      }
      known[isIPv6] = sockets
      return sockets[inode]
    }
  }
}
