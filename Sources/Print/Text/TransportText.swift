import Misc
import Store

extension SocketInfo {
  /// The state's name. UDP has one only where it is connected, UDPLITE none.
  func appendState(to buffer: inout ByteBuffer) {
    switch transport {
    case .tcp:
      state.appendTCP(to: &buffer)
    case .udp:
      if state == .established { state.appendTCP(to: &buffer) }
    case .udplite:
      break
    case .unix:
      if isListening { return buffer.append("LISTEN") }
      buffer.append(state.name ?? "UNKNOWN")
    }
  }

  /// ``appendState(to:)`` appends something.
  var hasState: Bool {
    switch transport {
    case .tcp, .unix: true
    case .udp: state == .established
    case .udplite: false
    }
  }
}

extension SocketState {
  /// Appends the name of a TCP socket's state.
  func appendTCP(to buffer: inout ByteBuffer) {
    if case .unknown(let number) = self {
      buffer.append("UNKNOWN_TCP_STATE_")
      buffer.append(decimal: UInt64(number))
    } else if let name {
      buffer.append(name)
    }
  }
}

/// State and queues, as `-T` asks for them.
enum TransportText {
  /// Appends the end of the NAME column: `(STATE QR=n QS=n)`, or what of it there is.
  static func appendColumn(
    _ socket: SocketInfo, _ info: Output.TransportInfo, to buffer: inout ByteBuffer
  ) {
    let showsState = info.contains(.state) && socket.hasState
    let showsQueues = info.contains(.queues) && socket.transport != .unix
    if !showsState && !showsQueues { return }
    buffer.append(UInt8(ascii: "("))
    if showsState { socket.appendState(to: &buffer) }
    if showsQueues {
      buffer.append(showsState ? " QR=" : "QR=")
      buffer.append(decimal: UInt64(socket.receiveQueue))
      buffer.append(" QS=")
      buffer.append(decimal: UInt64(socket.sendQueue))
    }
    buffer.append(UInt8(ascii: ")"))
  }

  /// Appends the `T` fields.
  static func appendFields(
    _ socket: SocketInfo, _ info: Output.TransportInfo, terminator: UInt8, to buffer: inout ByteBuffer
  ) {
    if info.contains(.state) && socket.hasState {
      buffer.append("TST=")
      socket.appendState(to: &buffer)
      buffer.append(terminator)
    }
    if info.contains(.queues) && socket.transport != .unix {
      buffer.append("TQR=")
      buffer.append(decimal: UInt64(socket.receiveQueue))
      buffer.append(terminator)
      buffer.append("TQS=")
      buffer.append(decimal: UInt64(socket.sendQueue))
      buffer.append(terminator)
    }
  }

  /// Appends the member of JSON, an object.
  static func append(
    _ key: StaticString, _ socket: SocketInfo, _ info: Output.TransportInfo, _ members: inout JSONMembers,
    to buffer: inout ByteBuffer
  ) {
    let showsState = info.contains(.state) && socket.hasState
    let showsQueues = info.contains(.queues) && socket.transport != .unix
    if !showsState && !showsQueues { return }
    members.begin(key, in: &buffer)
    buffer.append(UInt8(ascii: "{"))
    var inner = JSONMembers(isASCII: members.isASCII)
    if showsState { inner.append("state", to: &buffer) { socket.appendState(to: &$0) } }
    if showsQueues {
      inner.append("recv_queue", number: UInt64(socket.receiveQueue), to: &buffer)
      inner.append("send_queue", number: UInt64(socket.sendQueue), to: &buffer)
    }
    buffer.append(UInt8(ascii: "}"))
  }
}
