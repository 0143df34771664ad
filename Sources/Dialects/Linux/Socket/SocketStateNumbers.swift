import Store

/// The kernel's numbers for the states of sockets.
enum SocketStateNumbers {
  /// In the order of the numbers of include/net/tcp_states.h, which UDP sockets use too. 0 is the state of no socket.
  private static let tcp: [SocketState] = [
    .closed, .established, .synSent, .synReceived, .finWait1, .finWait2, .timeWait, .close, .closeWait,
    .lastAck,
    .listen, .closing,
  ]
  /// In the order of the SS_* numbers of include/uapi/linux/net.h, but for SS_FREE (0).
  private static let unix: [SocketState] = [.unconnected, .connecting, .connected, .disconnecting]

  static func tcp(_ number: UInt64) -> SocketState {
    number < tcp.count ? tcp[Int(number)] : .unknown(UInt8(clamping: number))
  }

  /// What sock_diag(7) takes for ``SocketState/bound`` since Linux 6.8: TCP_BOUND_INACTIVE of
  /// include/net/tcp_states.h.
  private static let bound: UInt8 = 13

  /// The number of a state of TCP.
  static func tcp(_ state: SocketState) -> UInt8? {
    state == .bound ? bound : tcp.firstIndex(of: state).map { UInt8($0) }
  }

  static func unix(_ number: UInt64) -> SocketState {
    number > 0 && number <= unix.count ? unix[Int(number) - 1] : .unknown(UInt8(clamping: number))
  }
}
