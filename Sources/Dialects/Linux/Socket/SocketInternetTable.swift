import Misc
import Store

extension SocketCollection {
  /// Adds the sockets of /proc/net/{tcp,udp,udplite} and their IPv6 siblings, as
  /// net/ipv4/tcp_ipv4.c and its like write them. False where the header isn't the known one.
  mutating func addInternet(
    _ table: Span<UInt8>, transport: SocketInfo.Transport, isIPv6: Bool
  ) -> Bool {
    var cursor = TextCursor(table)
    if cursor.isAtEnd { return true }
    let remote: StaticString = isIPv6 ? "remote_address" : "rem_address"
    let header: [(place: Int, name: StaticString)] = [
      (1, "local_address"), (2, remote), (3, "st"), (4, "tx_queue"), (5, "rx_queue"), (11, "inode"),
    ]
    if !cursor.hasHeader(header) { return false }
    while !cursor.isAtEnd {
      if let socket = InternetSocket(&cursor, transport: transport, isIPv6: isIPv6) { add(socket) }
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
    for _ in 0..<4 where cursor.word() == nil { return nil }
    cursor.skipBlanks()
    guard let inode = cursor.decimal() else { return nil }

    var info = SocketInfo(transport: transport)
    info.state = SocketStateNumbers.tcp(state)
    info.sendQueue = UInt32(truncatingIfNeeded: sendQueue)
    info.receiveQueue = UInt32(truncatingIfNeeded: receiveQueue)
    self.init(inode: inode, isIPv6: isIPv6, info: info, local: local, foreign: foreign)
  }

  /// Adds to `info` the ends as lsof shows them: none that is all zero, and IPv4 ones without their mapping.
  init(
    inode: UInt64, isIPv6: Bool, info: SocketInfo, local: InternetEndpoint, foreign: InternetEndpoint
  ) {
    self.inode = inode
    self.isIPv6 = isIPv6
    self.info = info
    let isMapped = local.isMapped || foreign.isMapped
    if local.isSet { self.info.local = isMapped ? local.unmapped : local }
    if foreign.isSet { self.info.foreign = isMapped ? foreign.unmapped : foreign }
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

  /// The kernel writes zeros for an end that isn't there.
  fileprivate var isSet: Bool { port != 0 || !isUnspecified }

  /// `::ffff:a.b.c.d`
  fileprivate var isMapped: Bool {
    if family == .ipv4 || address[10] != 0xff || address[11] != 0xff { return false }
    for index in 0..<10 where address[index] != 0 { return false }
    return true
  }

  /// The same port, and the last four bytes of the address as one of IPv4.
  fileprivate var unmapped: InternetEndpoint {
    var short = InlineArray<16, UInt8>(repeating: 0)
    for index in 0..<4 { short[index] = address[index + 12] }
    return InternetEndpoint(family: .ipv4, address: short, port: port)
  }
}
