import Store

/// The sockets that socket selectors and names select, found before any process is looked at.
struct SocketCandidates: Sendable {
  /// What a socket means to the request.
  private enum Interest: UInt8 {
    case none
    /// Something that is searched for is found in it, but it isn't listed.
    case met
    /// It can be listed, or be the peer of one that is.
    case wanted
  }

  private let selector: SocketSelector
  private let sockets: SocketCollection
  private let internet: [Interest]
  private let named: [Interest]
  /// No socket matters to the request.
  let isEmpty: Bool
  /// What is found in sockets, whichever process may have them.
  let searchMatches: SearchMatches

  init(_ selector: SocketSelector, _ selection: Selection, _ tables: SocketTables, findsPeers: Bool) {
    self.selector = selector
    sockets = tables.sockets
    let asked = selection.selectors.intersection([.address, .internet, .unix, .name])
    let interest = { (selectors: Selectors) -> Interest in
      let isMet = !selectors.isDisjoint(with: asked)
      if !selection.requiresAll { return isMet ? .wanted : .none }
      // No socket is on NFS or has links to count.
      let isWanted =
        selectors.isSuperset(of: asked) && selection.selectors.isDisjoint(with: [.nfs, .linkCount])
      return isWanted ? .wanted : isMet ? .met : .none
    }
    var searchMatches = SearchMatches(selection)
    internet = sockets.internet.map { socket in
      let selectors = selector.selectors(of: socket, &searchMatches)
      if selectors.contains(.excluded) { return .none }
      if findsPeers && tables.peers.internet[socket.inode] != nil { return .wanted }
      let interest = interest(selectors)
      return interest == .none && selection.searchesStates ? .met : interest
    }
    let text = sockets.text
    named = sockets.named.map { socket in
      if socket.type != .unix { return .none }
      let selectors = selector.selectors(ofUnix: text[socket.name], inode: socket.inode, &searchMatches)
      return findsPeers ? .wanted : interest(selectors)
    }
    isEmpty = internet.allSatisfy { $0 == .none } && named.allSatisfy { $0 == .none }
    self.searchMatches = searchMatches
  }

  /// The internet sockets that can be listed.
  var internetSockets: [InternetSocket] {
    sockets.internet.indices.filter { internet[$0] == .wanted }.map { sockets.internet[$0] }
  }

  /// Whether the socket with this inode can be listed, or be the peer of one. Where it can't, what is
  /// searched for counts as found in it all the same.
  func contains(_ inode: UInt64, _ searchMatches: inout SearchMatches) -> Bool {
    switch sockets.place(of: inode) {
    case .internet(let index):
      if internet[index] == .met { _ = selector.selectors(of: sockets.internet[index], &searchMatches) }
      return internet[index] == .wanted
    case .named(let index):
      if named[index] == .met {
        _ = selector.selectors(ofUnix: sockets.text[sockets.named[index].name], inode: inode, &searchMatches)
      }
      return named[index] == .wanted
    case nil:
      return false
    }
  }
}
