/// What a scan gives beside the batches.
public struct ScanResult: Sendable {
  public var searchMatches: SearchMatches
  public var peers: SocketPeers
  /// Something that should be listed isn't, as a message has said.
  public var isCut = false

  public init(searchMatches: SearchMatches, peers: SocketPeers) {
    self.searchMatches = searchMatches
    self.peers = peers
  }
}

/// Why a scan could not be made.
public struct ScanError: Error, Sendable {
  /// Without the program's name or a newline.
  public var message: Bytes

  public init(message: Bytes) { self.message = message }
}
