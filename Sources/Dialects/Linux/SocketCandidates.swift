import Store

/// The sockets that socket selectors and names select, found before any process is looked at.
struct SocketCandidates: Sendable {
  private let selector: SocketSelector
  private let sockets: SocketCollection
  private let internet: [Bool]
  private let named: [Bool]
  /// Without any, no process needs to be looked at.
  let isEmpty: Bool

  init(_ selector: SocketSelector, _ selection: Selection, _ tables: SocketTables, findsPeers: Bool) {
    self.selector = selector
    sockets = tables.sockets
    // What is found here may turn out to be open in no process.
    var findings = Findings(selection)
    var meetsStates = false
    let rule = CandidateRule(selection)
    internet = sockets.internet.map { socket in
      if selector.noteState(of: socket, &findings) { meetsStates = true }
      let selectors = selector.selectors(of: socket, &findings)
      if selectors.contains(.excluded) { return false }
      return rule.accepts(selectors) || findsPeers && tables.peers.internet[socket.inode] != nil
    }
    let text = sockets.text
    named = sockets.named.map { socket in
      if socket.type != .unix { return false }
      return findsPeers || rule.accepts(selector.selectors(ofUnix: text[socket.name], &findings))
    }
    isEmpty = !meetsStates && !internet.contains(true) && !named.contains(true)
  }

  /// Whether the socket with this inode can be listed, or be the other end of one. Takes down its state,
  /// which counts as found also where the socket isn't listed.
  func contains(_ inode: UInt64, _ findings: inout Findings) -> Bool {
    switch sockets.place(of: inode) {
    case .internet(let index):
      selector.noteState(of: sockets.internet[index], &findings)
      return internet[index]
    case .named(let index):
      return named[index]
    case nil:
      return false
    }
  }
}

/// Which selectors make a candidate.
private struct CandidateRule {
  private let asked: Selectors
  private let requiresAll: Bool
  private let isImpossible: Bool

  init(_ selection: Selection) {
    asked = selection.selectors.intersection([.address, .internet, .unix, .name])
    requiresAll = selection.requiresAll
    isImpossible = requiresAll && !selection.selectors.isDisjoint(with: [.nfs, .linkCount])
  }

  func accepts(_ selectors: Selectors) -> Bool {
    if isImpossible { return false }
    return requiresAll ? selectors.isSuperset(of: asked) : !selectors.isDisjoint(with: asked)
  }
}
