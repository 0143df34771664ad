import Misc
import Store

/// /proc/net/{tcp,udp,udplite} and their IPv6 siblings, as net/ipv4/tcp_ipv4.c and its like write them.
struct InternetTable: SocketFileTable {
  let family: SocketFamilies
  let file: StaticString
  let transport: SocketInfo.Transport
  let isIPv6: Bool

  static let tcp = InternetTable(family: .tcp, file: "tcp", transport: .tcp, isIPv6: false)
  static let tcp6 = InternetTable(family: .tcp6, file: "tcp6", transport: .tcp, isIPv6: true)
  static let udp = InternetTable(family: .udp, file: "udp", transport: .udp, isIPv6: false)
  static let udp6 = InternetTable(family: .udp6, file: "udp6", transport: .udp, isIPv6: true)
  static let udplite = InternetTable(family: .udplite, file: "udplite", transport: .udplite, isIPv6: false)
  static let udplite6 = InternetTable(family: .udplite6, file: "udplite6", transport: .udplite, isIPv6: true)

  func read(_ directory: inout NetDirectory, to sockets: inout SocketCollection) {
    if transport == .tcp && Self.askSockDiag(isIPv6: isIPv6, directory, &sockets) { return }
    let first = sockets.internet.count
    readFile(&directory, to: &sockets)
    if directory.monitored != nil { addInterfaces(from: first, directory, &sockets) }
  }

  /// Has sock_diag(7) tell the interfaces of the sockets from the index `first` on, as far as they are needed.
  private func addInterfaces(
    from first: Int, _ directory: borrowing NetDirectory, _ sockets: inout SocketCollection
  ) {
    let need = directory.interfaces
    if !sockets.internet[first...].contains(where: need.include) { return }
    if need != .ofAll && !SockDiag.knows(transport) { return }
    do throws(SystemError) {
      try InternetSocketReport.all(transport, isIPv6: isIPv6) { sockets.setInterface(of: $0) }
    } catch {
      if need != .ofAll { return }
      directory.diagnostics.warning {
        $0.append("can't tell the network interfaces of sockets: ")
        $0.append(error.text)
      }
    }
  }

  /// Has sock_diag(7) tell the TCP sockets of one address family, or where `isIPv6` is nil of both. False where it
  /// can't tell all of them: then none is added.
  static func askSockDiag(
    isIPv6: Bool?, _ directory: borrowing NetDirectory, _ sockets: inout SocketCollection
  ) -> Bool {
    guard let filter = directory.monitored, SockDiag.knows(.tcp) || filter.isNeeded else { return false }
    let need = directory.interfaces
    var told: (ipv4: [InternetSocket], ipv6: [InternetSocket]) = ([], [])
    var facts: [(inode: UInt64, facts: TCPFacts)] = []
    do throws(SystemError) {
      try InternetSocketReport.allTCP(isIPv6: isIPv6, filter) { socket, ownFacts in
        var socket = socket
        if !need.include(socket) { socket.info.interface = 0 }
        if socket.isIPv6 { told.ipv6.append(socket) } else { told.ipv4.append(socket) }
        if let ownFacts { facts.append((socket.inode, ownFacts)) }
      }
    } catch { return false }
    // Of an MPTCP socket, whose connections have one inode, the first is shown.
    for socket in told.ipv6 { sockets.add(socket) }
    for socket in told.ipv4 { sockets.add(socket) }
    for (inode, facts) in facts { sockets.add(facts, of: inode) }
    return true
  }

  func add(_ text: Span<UInt8>, to sockets: inout SocketCollection) -> Bool {
    var cursor = TextCursor(text)
    if cursor.isAtEnd { return true }
    let header: SocketTableHeader = [
      1: "local_address", 2: isIPv6 ? "remote_address" : "rem_address", 3: "st", 4: "tx_queue", 5: "rx_queue",
      11: "inode",
    ]
    if !cursor.skip(header) { return false }
    while !cursor.isAtEnd {
      if let socket = InternetSocket(&cursor, transport: transport, isIPv6: isIPv6) { sockets.add(socket) }
      cursor.skipLine()
    }
    return true
  }
}

extension InternetSocket {
  /// Reads `sl: local:port remote:port st tx:rx tr:when retrnsmt uid timeout inode`; nil for a line that
  /// is anything else.
  fileprivate init?(_ cursor: inout TextCursor, transport: SocketInfo.Transport, isIPv6: Bool) {
    guard cursor.word() != nil,
      let local = InternetEndpoint(&cursor, isIPv6: isIPv6),
      let foreign = InternetEndpoint(&cursor, isIPv6: isIPv6)
    else { return nil }
    cursor.skipBlanks()
    guard let state = cursor.hexadecimal() else { return nil }
    cursor.skipBlanks()
    guard let sendQueue = cursor.hexadecimal(), cursor.skip(UInt8(ascii: ":")),
      let receiveQueue = cursor.hexadecimal()
    else { return nil }
    for _ in 0..<2 where cursor.word() == nil { return nil }
    cursor.skipBlanks()
    guard let owner = cursor.decimal(), cursor.word() != nil else { return nil }
    cursor.skipBlanks()
    guard let inode = cursor.decimal() else { return nil }

    var info = SocketInfo(transport: transport)
    info.owner = UInt32(truncatingIfNeeded: owner)
    info.state = SocketStateNumbers.tcp(state)
    info.sendQueue = UInt32(truncatingIfNeeded: sendQueue)
    info.receiveQueue = UInt32(truncatingIfNeeded: receiveQueue)
    self.init(inode: inode, isIPv6: isIPv6, info: info, local: local, foreign: foreign)
  }
}

extension InternetEndpoint {
  /// Reads `address:port`. The address is one or four words of memory, each printed as a number.
  fileprivate init?(_ cursor: inout TextCursor, isIPv6: Bool) {
    cursor.skipBlanks()
    var address = InlineArray<16, UInt8>(repeating: 0)
    for place in 0..<(isIPv6 ? 4 : 1) {
      guard let word = cursor.hexadecimalWord() else { return nil }
      let network = UInt32(bigEndian: word)
      address[place * 4] = UInt8(truncatingIfNeeded: network >> 24)
      address[place * 4 + 1] = UInt8(truncatingIfNeeded: network >> 16)
      address[place * 4 + 2] = UInt8(truncatingIfNeeded: network >> 8)
      address[place * 4 + 3] = UInt8(truncatingIfNeeded: network)
    }
    guard cursor.skip(UInt8(ascii: ":")), let port = cursor.hexadecimal(digits: 4) else { return nil }
    self.init(
      family: isIPv6 ? .ipv6 : .ipv4, address: address, port: UInt16(truncatingIfNeeded: port))
  }
}
