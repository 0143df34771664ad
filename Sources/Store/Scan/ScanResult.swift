/// What a scan gives beside the batches.
public struct ScanResult: Sendable {
  /// What has been found of what was searched for.
  public var searchMatches: SearchMatches
  /// The peers of sockets, where ``RequiredFields/endpoints`` asks for them.
  public var peers: SocketPeers
  /// Something that should be listed isn't, as a message has said.
  public var isCut = false
  /// Processes whose files the lister may not see, in no order. Some may have no files at all.
  public var deniedPIDs: [Int32] = []

  /// What was searched for and is found in sockets, whichever process may have them; nil where that isn't known.
  public var matchesOfSockets: SearchMatches?

  /// The internet sockets that match what was searched for, whichever process may have them, where
  /// ``RequiredFields/foundSockets`` asks for them.
  public var foundSockets: [FoundSocket] = []

  public init(searchMatches: SearchMatches, peers: SocketPeers) {
    self.searchMatches = searchMatches
    self.peers = peers
  }
}
