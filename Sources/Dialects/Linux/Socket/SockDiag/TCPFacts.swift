import CSystem
import Misc
import Store

/// What sock_diag(7) tells of a TCP socket beside its endpoints, where it is asked to. What the kernel is too old for,
/// or tells only with CAP_NET_ADMIN (older ones TLS and MPTCP), isn't there.
struct TCPFacts: Sendable, Equatable {
  /// The name of its congestion control (tcp(7), TCP_CONGESTION).
  private(set) var congestionControl: Bytes = []
  /// In microseconds, smoothed, and how much it varies; nil until one was measured.
  private(set) var roundTrip: UInt32?
  private(set) var roundTripVariation: UInt32?
  /// How many segments have been sent again; nil for a listener.
  private(set) var retransmits: UInt32?
  private(set) var tls: TLS?
  /// ``FactList/add(shutdown:)``
  private(set) var shutdown: UInt8?
  /// The own token of an MPTCP connection, of which this is one TCP connection.
  private(set) var mptcpToken: UInt32?
  /// How many of its TCP connections are known; 0 where it is none of MPTCP.
  private(set) var mptcpSubflows: UInt32 = 0

  /// What the kernel does for TLS, in the numbers of include/uapi/linux/tls.h; nil for what isn't set yet.
  struct TLS: Sendable, Equatable {
    var version: UInt16?
    var cipher: UInt16?
    var sends: UInt16?
    var receives: UInt16?
  }

  /// The bits of `idiag_ext` that ask for it. TLS and MPTCP are told unasked.
  static let extensions = UInt8(1 << (INET_DIAG_INFO - 1) | 1 << (INET_DIAG_CONG - 1))

  /// Numbers that headers may be too old for: INET_DIAG_ULP_INFO and INET_ULP_INFO_* of
  /// include/uapi/linux/inet_diag.h.
  private enum Protocols {
    static let attribute = 19
    static let tls = 2
    static let mptcp = 3
  }

  /// Reads the attributes of a `struct inet_diag_msg`; nil where it is cut short.
  init?(_ message: Span<UInt8>) {
    let size = MemoryLayout<inet_diag_msg>.size
    if message.count < size { return nil }
    read(message.extracting(droppingFirst: size)) { facts, type, value in
      switch type {
      case INET_DIAG_INFO: facts.readInfo(value)
      case INET_DIAG_CONG: facts.congestionControl = Bytes(value).filter { $0 != 0 }
      case INET_DIAG_SHUTDOWN: facts.shutdown = value.isEmpty ? nil : value[0]
      case Protocols.attribute: facts.readProtocols(value)
      default: break
      }
    }
  }

  /// Reads a `struct tcp_info` (include/uapi/linux/tcp.h), which newer kernels make longer.
  private mutating func readInfo(_ info: Span<UInt8>) {
    // tcpi_state is TCP_LISTEN of include/net/tcp_states.h: other members are then something else.
    if info.isEmpty || info[0] == 10 { return }
    // tcpi_rtt, tcpi_rttvar and tcpi_total_retrans
    if let time = Self.word(info, at: 68), time > 0 {
      roundTrip = time
      roundTripVariation = Self.word(info, at: 72)
    }
    retransmits = Self.word(info, at: 100)
  }

  /// Reads what the protocol above TCP tells (net/ipv4/tcp_diag.c, tcp_diag_put_ulp).
  private mutating func readProtocols(_ protocols: Span<UInt8>) {
    read(protocols) { facts, type, value in
      switch type {
      case Protocols.tls: facts.readTLS(value)
      case Protocols.mptcp: facts.readMPTCP(value)
      default: break
      }
    }
  }

  /// TLS_INFO_*, as net/tls/tls_main.c, tls_get_info has them.
  private mutating func readTLS(_ attributes: Span<UInt8>) {
    tls = TLS()
    read(attributes) { facts, type, value in
      if value.count < 2 { return }
      let number = value.bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt16.self)
      switch type {
      case 1: facts.tls?.version = number
      case 2: facts.tls?.cipher = number
      case 3: facts.tls?.sends = number
      case 4: facts.tls?.receives = number
      default: break
      }
    }
  }

  /// MPTCP_SUBFLOW_ATTR_TOKEN_LOC, as net/mptcp/diag.c, subflow_get_info has it.
  private mutating func readMPTCP(_ attributes: Span<UInt8>) {
    mptcpSubflows = 1
    read(attributes) { facts, type, value in
      if type == 2, let token = Self.word(value, at: 0), token != 0 { facts.mptcpToken = token }
    }
  }

  /// Hands over each attribute with its type, without the bits that only say how to read it (NLA_TYPE_MASK).
  private mutating func read(_ attributes: Span<UInt8>, _ use: (inout TCPFacts, Int, Span<UInt8>) -> Void) {
    NetlinkAttributes.read(attributes) { type, value in use(&self, Int(type & 0x3fff), value) }
  }

  private static func word(_ bytes: Span<UInt8>, at offset: Int) -> UInt32? {
    bytes.count < offset + 4 ? nil : bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
  }

  /// Takes over another TCP connection of the same MPTCP socket. Which are of one socket the inode tells, which the
  /// kernel gives all of them (net/mptcp/subflow.c, mptcp_subflow_create_socket).
  mutating func join(_ other: TCPFacts) { mptcpSubflows += other.mptcpSubflows }
}

extension TCPFacts {
  /// As facts of the socket's file.
  var list: FactList {
    var list = FactList()
    list.add(.congestionControl, congestionControl)
    list.add(.roundTrip, roundTrip.map(UInt64.init))
    list.add(.roundTripVariation, roundTripVariation.map(UInt64.init))
    list.add(.retransmits, retransmits.map(UInt64.init))
    list.add(.tlsVersion, tls?.version.map(Self.name(ofVersion:)))
    list.add(.tlsCipher, tls?.cipher.map(Self.name(ofCipher:)))
    list.add(.tlsReceives, tls?.receives.map(Self.name(ofConfiguration:)))
    list.add(.tlsSends, tls?.sends.map(Self.name(ofConfiguration:)))
    list.add(.mptcpToken, mptcpToken.map(UInt64.init))
    list.add(shutdown: shutdown)
    if mptcpSubflows > 0 { list.add(.mptcpSubflows, UInt64(mptcpSubflows)) }
    return list
  }

  /// TLS_*_VERSION
  private static func name(ofVersion number: UInt16) -> Bytes {
    switch number {
    case 0x0303: Bytes("1.2")
    case 0x0304: Bytes("1.3")
    default: shown(number)
    }
  }

  /// TLS_CIPHER_*
  private static func name(ofCipher number: UInt16) -> Bytes {
    switch number {
    case 51: Bytes("aes-gcm-128")
    case 52: Bytes("aes-gcm-256")
    case 53: Bytes("aes-ccm-128")
    case 54: Bytes("chacha20-poly1305")
    case 55: Bytes("sm4-gcm")
    case 56: Bytes("sm4-ccm")
    case 57: Bytes("aria-gcm-128")
    case 58: Bytes("aria-gcm-256")
    default: shown(number)
    }
  }

  /// TLS_CONF_*
  private static func name(ofConfiguration number: UInt16) -> Bytes {
    switch number {
    case 1: Bytes("none")
    case 2: Bytes("sw")
    case 3: Bytes("hw")
    case 4: Bytes("hw-record")
    default: shown(number)
    }
  }

  private static func shown(_ number: UInt16) -> Bytes {
    var text = ByteBuffer()
    text.append(decimal: UInt64(number))
    return text.bytes
  }
}
