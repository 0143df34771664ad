import Store

/// The socket states that `-s p:s` names for one protocol.
struct StateOption {
  enum Transport: Equatable {
    case tcp, udp
  }

  private(set) var filter = StateFilter()
  private let transport: Transport
  /// The spellings that were given, in upper case and with their `^`: none may come twice.
  private var given: Set<Bytes> = []

  init(_ transport: Transport) { self.transport = transport }

  /// Splits `TCP:list` and `UDP:list`.
  static func split(_ value: Bytes) throws(UsageError) -> (transport: Transport, states: Bytes) {
    let name = ValueText.uppercased(value.prefix(4))
    let states = Bytes(value.dropFirst(4))
    switch name {
    case Bytes("TCP:"): return (.tcp, states)
    case Bytes("UDP:"): return (.udp, states)
    default: throw UsageError("protocol of -s is neither TCP nor UDP", value)
    }
  }

  /// Adds a comma-separated list.
  mutating func add(_ list: Bytes) throws(UsageError) {
    if list.isEmpty { throw UsageError("no state was given to -s") }
    for element in ValueText.allElements(of: list[...]) {
      let (isExcluded, text) = ValueText.splitExclusion(element)
      if text.isEmpty { throw UsageError("empty state name in", list) }
      let name = ValueText.uppercased(text)
      guard let state = Self.state(name, transport) else { throw UsageError("no such state", text) }
      if !given.insert(ValueText.uppercased(element)).inserted {
        throw UsageError("state given twice", element)
      }
      if isExcluded { filter.excluded.insert(state) } else { filter.included.insert(state) }
    }
  }

  /// States that are both selected and left out.
  var conflict: UsageError? {
    filter.included.isDisjoint(with: filter.excluded)
      ? nil
      : transport == .tcp
        ? UsageError("a TCP state is both selected and left out")
        : UsageError("a UDP state is both selected and left out")
  }

  /// A state in the spelling of any system: with or without underscores.
  private static func state(_ name: Bytes, _ transport: Transport) -> SocketState? {
    let plain = name.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
    return transport == .tcp ? tcpState(plain) : udpState(plain)
  }

  private static func tcpState(_ name: Bytes) -> SocketState? {
    switch name {
    case Bytes("SYNRCVD"), Bytes("SYNRCDV"), Bytes("SYNRECEIVED"): return .synReceived
    // Sockets that are not in use yet.
    case Bytes("IDLE"), Bytes("UNBOUND"): return .close
    case Bytes("LISTENING"): return .listen
    default: break
    }
    return SocketState.ofTCP.first { state in
      state.name.map { Bytes($0).filter { $0 != UInt8(ascii: "_") } == name } ?? false
    }
  }

  /// UDP sockets have two states: those with a peer, and the others.
  private static func udpState(_ name: Bytes) -> SocketState? {
    switch name {
    case Bytes("ESTABLISHED"), Bytes("CONNECTED"), Bytes("WAITDATAXFR"): .established
    case Bytes("IDLE"), Bytes("UNBOUND"), Bytes("BOUND"), Bytes("CLOSE"), Bytes("CLOSED"),
      Bytes("UNCONNECTED"), Bytes("UNCONN"), Bytes("UNINITIALIZED"), Bytes("LISTEN"):
      .close
    default: nil
    }
  }
}
