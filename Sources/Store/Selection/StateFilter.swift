/// The states that `-s p:s` names for one protocol.
public struct StateFilter: Sendable, Equatable {
  /// States that are listed; all where it is empty.
  public var included: Set<SocketState> = []
  /// `^`: states that are not listed.
  public var excluded: Set<SocketState> = []

  public init() {}
}
