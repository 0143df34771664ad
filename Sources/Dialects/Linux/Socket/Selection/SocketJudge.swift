import Store

/// What a socket means to a request.
enum SocketInterest: UInt8, Sendable {
  case none
  /// Something that is searched for is found in it, but it isn't listed.
  case met
  /// It can be listed, or be the peer of one that is.
  case wanted
}

/// Tells what sockets mean to a request that socket selectors or names decide.
struct SocketJudge: Sendable {
  private let selector: SocketSelector
  private let selection: Selection
  private let asked: Selectors

  init(_ selector: SocketSelector, _ selection: Selection) {
    self.selector = selector
    self.selection = selection
    asked = selection.selectors.intersection([.address, .internet, .unix, .name])
  }

  /// Nil where `-s` leaves it out.
  func interest(in socket: InternetSocket, _ searchMatches: inout SearchMatches) -> SocketInterest? {
    let selectors = selector.selectors(of: socket, &searchMatches)
    if selectors.contains(.excluded) { return nil }
    let interest = interest(selectors)
    return interest == .none && selection.searchesStates ? .met : interest
  }

  /// `name` is that of a UNIX socket.
  func interest(
    in socket: NamedSocket, _ name: Span<UInt8>, _ searchMatches: inout SearchMatches
  ) -> SocketInterest {
    if socket.type != .unix { return .none }
    return interest(selector.selectors(ofUnix: name, inode: socket.inode, &searchMatches))
  }

  private func interest(_ selectors: Selectors) -> SocketInterest {
    let isMet = !selectors.isDisjoint(with: asked)
    if !selection.requiresAll { return isMet ? .wanted : .none }
    // No socket is on NFS or has links to count.
    let isWanted =
      selectors.isSuperset(of: asked) && selection.selectors.isDisjoint(with: [.nfs, .linkCount])
    return isWanted ? .wanted : isMet ? .met : .none
  }
}
