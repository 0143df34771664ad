import CBPF
import Glibc
import Misc
import Store

/// A socket that some process has open, as the kernel's own tables have it, whichever network namespace it is in.
struct KernelSocket: Sendable {
  let inode: UInt64
  private let record: cbpf_socket
  /// The sun_path of a UNIX socket.
  private let name: Bytes
  /// How /proc/net/unix shows where it is.
  private let address: Bytes

  init(inode: UInt64, _ record: cbpf_socket, name: Bytes = [], address: Bytes = []) {
    self.inode = inode
    self.record = record
    self.name = name
    self.address = address
  }

  /// The inode in nsfs of its network namespace.
  var namespace: UInt64 { UInt64(record.network_namespace) }

  /// What the tables of its network namespace have of a socket. It is large, and handed on as an optional where mostly
  /// there is none.
  indirect enum Entry: Sendable {
    case internet(InternetSocket)
    /// The slices are those of the arena.
    case named(NamedSocket, ByteArena)
    /// It is in none of them.
    case missing
  }

  /// What tables are read by.
  struct Reading: Sendable {
    /// sock_diag(7) tells of TCP.
    var asksTCP = true
    /// UNIX sockets with different names have them, also where the table shows them alike.
    var exactNames = false
  }

  /// Nil where the tables must be asked: for sockets that have no entry of their own there, or several.
  func entry(_ reading: Reading) -> Entry? {
    switch Int32(record.family) {
    case AF_INET, AF_INET6: internetEntry(reading)
    case AF_UNIX: unixEntry(reading)
    case AF_NETLINK:
      // Only those that have a port ID are there (net/netlink/af_netlink.c, netlink_insert).
      record.marks & UInt8(CBPF_IS_BOUND) != 0 ? entry(in: NetlinkTable(), netlinkWords) : .missing
    case AF_PACKET: entry(in: PacketTable(), packetWords)
    case AF_AX25, AF_IPX: nil
    default: .missing
    }
  }

  // MARK: - Internet sockets

  private static let raw = UInt32(SOCK_RAW.rawValue)
  private static let close = UInt8(7)

  private func internetEntry(_ reading: Reading) -> Entry? {
    let isIPv6 = Int32(record.family) == AF_INET6
    switch (UInt32(record.type), Int(record.protocol)) {
    case (SOCK_STREAM.rawValue, Int(IPPROTO_TCP)):
      // Without a port it is in no table. One that is only bound is told by sock_diag(7), if by anything.
      if record.state == Self.close { return record.local_port == 0 ? .missing : nil }
      return .internet(socket(.tcp, isIPv6: isIPv6, reading))
    case (SOCK_DGRAM.rawValue, Int(IPPROTO_UDP)):
      return record.local_port == 0 ? .missing : .internet(socket(.udp, isIPv6: isIPv6, reading))
    case (SOCK_DGRAM.rawValue, Int(IPPROTO_UDPLITE)):
      return record.local_port == 0 ? .missing : .internet(socket(.udplite, isIPv6: isIPv6, reading))
    case (Self.raw, _):
      return entry(in: isIPv6 ? RawTable.raw6 : RawTable.raw, rawWords(isIPv6: isIPv6, hasForeignPort: false))
    case (SOCK_DGRAM.rawValue, Int(IPPROTO_ICMP)) where !isIPv6:
      if record.local_port == 0 { return .missing }
      return entry(in: RawTable.icmp, rawWords(isIPv6: false, hasForeignPort: true))
    case (SOCK_DGRAM.rawValue, Int(IPPROTO_ICMPV6)) where isIPv6: return .missing
    default: return nil
    }
  }

  private func socket(
    _ transport: SocketInfo.Transport, isIPv6: Bool, _ reading: Reading
  ) -> InternetSocket {
    var info = SocketInfo(transport: transport)
    info.owner = record.owner
    info.interface = record.interface
    info.state = SocketStateNumbers.tcp(UInt64(record.state))
    info.receiveQueue = record.receive_queue
    info.sendQueue = record.send_queue
    if transport == .tcp && info.state == .listen && reading.asksTCP {
      info.backlogLimit = record.backlog_limit
    }
    return InternetSocket(
      inode: inode, isIPv6: isIPv6, info: info,
      local: Self.endpoint(record.local, port: record.local_port, isIPv6: isIPv6),
      foreign: Self.endpoint(record.foreign, port: record.foreign_port, isIPv6: isIPv6))
  }

  /// `address` is sixteen bytes in network byte order.
  private static func endpoint(
    _ address: some BitwiseCopyable, port: UInt16, isIPv6: Bool
  ) -> InternetEndpoint {
    var bytes = InlineArray<16, UInt8>(repeating: 0)
    withUnsafeBytes(of: address) { for index in 0..<(isIPv6 ? 16 : 4) { bytes[index] = $0[index] } }
    return InternetEndpoint(family: isIPv6 ? .ipv6 : .ipv4, address: bytes, port: port)
  }

  // MARK: - UNIX sockets

  private func unixEntry(_ reading: Reading) -> Entry? {
    if address.contains(where: { !$0.isHexadecimalDigit }) { return nil }
    var text = ByteArena()
    var socket = NamedSocket(inode: inode, type: .unix)
    socket.deviceText = text.append("0x")
    socket.deviceText.count += text.append(address).count
    socket.socketType = record.type
    // net/unix/af_unix.c, unix_seq_show: of a socket that a process has open it is one of two.
    socket.state = record.state == Self.established ? .connected : .unconnected
    socket.isListening = record.state == Self.listen
    if name.isEmpty { return .named(socket, text) }
    let report = UnixSocketReport(inode: inode, sunPath: name)
    if reading.exactNames && report.hasOddName {
      socket.name = text.append(report.name)
      socket.hasOddName = true
    } else {
      socket.name = text.append(report.shownName)
    }
    return .named(socket, text)
  }

  private static let established = UInt8(1)
  private static let listen = UInt8(10)

  // MARK: - Others, by the words that their tables have

  private func entry(in table: some SocketWordTable, _ words: Bytes) -> Entry? {
    var sockets = SocketCollection()
    table.addWords(words.span, to: &sockets)
    return sockets.named.first.map { .named($0, sockets.text) }
  }

  private var netlinkWords: Bytes {
    var words = ByteBuffer()
    words.append("0 ")
    words.append(decimal: UInt64(record.protocol))
    words.append(" ")
    words.append(decimal: UInt64(record.number))
    words.append(" ")
    words.append(hexadecimal: UInt64(record.groups))
    words.append(" 0 0 0 0 0 ")
    words.append(decimal: inode)
    return words.bytes
  }

  private var packetWords: Bytes {
    var words = ByteBuffer()
    words.append("0 0 ")
    words.append(decimal: UInt64(record.type))
    words.append(" ")
    words.append(hexadecimal: UInt64(record.number))
    words.append(" ")
    words.append(decimal: UInt64(Int32(bitPattern: record.interface) < 0 ? 0 : record.interface))
    words.append(" 1 0 0 ")
    words.append(decimal: inode)
    return words.bytes
  }

  private func rawWords(isIPv6: Bool, hasForeignPort: Bool) -> Bytes {
    let count = isIPv6 ? 4 : 1
    var words = ByteBuffer()
    words.append("0: ")
    Self.append(Bytes(valueOf: record.local), count, port: record.local_port, to: &words)
    words.append(" ")
    Self.append(
      Bytes(valueOf: record.foreign), count, port: hasForeignPort ? record.foreign_port : 0, to: &words)
    words.append(" ")
    words.append(hexadecimal: UInt64(record.state), width: 2)
    words.append(" 0 0 0 0 0 ")
    words.append(decimal: inode)
    return words.bytes.uppercased
  }

  /// Words of memory, each as a number.
  private static func append(_ address: Bytes, _ count: Int, port: UInt16, to words: inout ByteBuffer) {
    let numbers = address.span.bytes
    for place in 0..<count {
      let number = numbers.unsafeLoadUnaligned(fromByteOffset: place * 4, as: UInt32.self)
      words.append(hexadecimal: UInt64(number), width: 8)
    }
    words.append(":")
    words.append(hexadecimal: UInt64(port), width: 4)
  }
}

extension Bytes {
  fileprivate var uppercased: Bytes {
    map { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") ? $0 - 32 : $0 }
  }
}

extension UInt8 {
  fileprivate var isHexadecimalDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }
}
