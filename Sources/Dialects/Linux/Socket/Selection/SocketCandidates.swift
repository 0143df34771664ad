import Store

/// The sockets that socket selectors and names select, found before any process is looked at.
struct SocketCandidates: Sendable {
  private let judge: SocketJudge
  private let sockets: SocketCollection
  private let internet: [SocketInterest]
  private let named: [SocketInterest]
  /// No socket matters to the request.
  let isEmpty: Bool
  /// What is found in sockets, whichever process may have them.
  let searchMatches: SearchMatches

  init(_ judge: SocketJudge, _ selection: Selection, _ tables: SocketTables, findsPeers: Bool) {
    self.judge = judge
    sockets = tables.sockets
    var searchMatches = SearchMatches(selection)
    internet = sockets.internet.map { socket in
      guard let interest = judge.interest(in: socket, &searchMatches) else { return .none }
      return findsPeers && tables.peers.internet[socket.inode] != nil ? .wanted : interest
    }
    let text = sockets.text
    named = sockets.named.map { socket in
      let interest = judge.interest(in: socket, text[socket.name], &searchMatches)
      return findsPeers && socket.type == .unix ? .wanted : interest
    }
    isEmpty = internet.allSatisfy { $0 == .none } && named.allSatisfy { $0 == .none }
    self.searchMatches = searchMatches
  }

  /// The internet sockets that can be listed.
  var internetSockets: [InternetSocket] {
    sockets.internet.indices.filter { internet[$0] == .wanted }.map { sockets.internet[$0] }
  }

  /// The inodes of all that matter.
  var inodes: [UInt64] {
    sockets.internet.indices.filter { internet[$0] != .none }.map { sockets.internet[$0].inode }
      + sockets.named.indices.filter { named[$0] != .none }.map { sockets.named[$0].inode }
  }

  /// Whether the socket with this inode can be listed, or be the peer of one. Where it can't, what is
  /// searched for counts as found in it all the same.
  func contains(_ inode: UInt64, _ searchMatches: inout SearchMatches) -> Bool {
    switch sockets.place(of: inode) {
    case .internet(let index):
      if internet[index] == .met { _ = judge.interest(in: sockets.internet[index], &searchMatches) }
      return internet[index] == .wanted
    case .named(let index):
      if named[index] == .met {
        let socket = sockets.named[index]
        _ = judge.interest(in: socket, sockets.text[socket.name], &searchMatches)
      }
      return named[index] == .wanted
    case nil:
      return false
    }
  }
}
