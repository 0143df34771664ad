import Store

/// Tells which internet sockets have an address that `-i` names.
public struct AddressFilter: Sendable {
  private let targets: [AddressTarget]

  private let isOfLocalEnd: Bool

  /// With `ofLocalEnd` the foreign end of a socket doesn't count.
  public init(_ targets: [AddressTarget], ofLocalEnd isOfLocalEnd: Bool = false) {
    self.targets = targets
    self.isOfLocalEnd = isOfLocalEnd
  }

  /// Whether either endpoint of the socket is a target. Every target that one of them meets counts as
  /// found.
  public func matches(_ socket: SocketInfo, _ searchMatches: inout SearchMatches) -> Bool {
    var isMatched = false
    for index in targets.indices {
      let target = targets[index]
      if let transport = target.transport, transport != socket.transport { continue }
      if let interface = target.interface, interface != socket.interface { continue }
      if !isOfLocalEnd && target.isMet(by: socket.foreign) || target.isMet(by: socket.local) {
        searchMatches.addresses[index] = true
        isMatched = true
      }
    }
    return isMatched
  }
}

extension AddressTarget {
  fileprivate func isMet(by end: InternetEndpoint?) -> Bool {
    guard let end else { return false }
    if let family, family != end.family { return false }
    if let address, !isUnspecified(address, end.length) {
      for index in 0..<end.length where address[index] != end.address[index] { return false }
    }
    if let ports, !ports.contains(Int(end.port)) { return false }
    return true
  }

  /// The address that is all zero stands for any.
  private func isUnspecified(_ address: InlineArray<16, UInt8>, _ length: Int) -> Bool {
    for index in 0..<length where address[index] != 0 { return false }
    return true
  }
}
