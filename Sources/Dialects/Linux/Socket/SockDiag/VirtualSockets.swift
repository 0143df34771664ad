import Glibc
import Misc
import Store

/// Sockets between virtual machines and their host (vsock(7)). No table in procfs has them; sock_diag(7) is asked when
/// the first one is met, and may load the module vsock_diag then. It tells those of the lister's network namespace.
final class VirtualSockets: Sendable {
  /// What sockfs calls their protocol (net/vmw_vsock/af_vsock.c).
  static let protocolName = Bytes("AF_VSOCK")
  /// AF_VSOCK of include/linux/socket.h.
  private static let family: UInt8 = 40

  private let known = Locked<[UInt64: VirtualSocket]?>(nil)
  private let canAsk: Bool

  init(canAsk: Bool) { self.canAsk = canAsk }

  func socket(_ inode: UInt64) -> VirtualSocket? {
    if !canAsk { return nil }
    return known.withLock { known in
      if let known { return known[inode] }
      var sockets: [UInt64: VirtualSocket] = [:]
      // A struct vsock_diag_req of include/uapi/linux/vm_sockets_diag.h: all states.
      let request = [Self.family, 0, 0, 0] + Bytes(valueOf: UInt32.max) + Bytes(repeating: 0, count: 16)
      try? SockDiag.dump(request) { message in
        if let socket = VirtualSocket(message) { sockets[UInt64(socket.inode)] = socket }
      }
      known = sockets
      return sockets[inode]
    }
  }
}

/// What a `struct vsock_diag_msg` of include/uapi/linux/vm_sockets_diag.h tells.
struct VirtualSocket: Sendable, Equatable {
  struct Address: Sendable, Equatable {
    var context: UInt32
    var port: UInt32

    /// VMADDR_CID_ANY and VMADDR_PORT_ANY
    static let any = Address(context: .max, port: .max)
  }

  let inode: UInt32
  let shutdown: UInt8
  let local: Address
  let remote: Address

  /// Nil where it is cut short.
  init?(_ message: Span<UInt8>) {
    if message.count < 32 { return nil }
    shutdown = message[3]
    local = Address(context: Self.word(message, at: 4), port: Self.word(message, at: 8))
    remote = Address(context: Self.word(message, at: 12), port: Self.word(message, at: 16))
    inode = Self.word(message, at: 20)
  }

  private static func word(_ message: Span<UInt8>, at offset: Int) -> UInt32 {
    message.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
  }

  /// As facts of the socket's file.
  var list: FactList {
    var list = FactList()
    list.add(shutdown: shutdown)
    list.add(.virtualLocal, Self.text(of: local))
    list.add(.virtualLocalContext, UInt64(local.context))
    list.add(.virtualLocalPort, UInt64(local.port))
    if remote == .any { return list }
    list.add(.virtualRemote, Self.text(of: remote))
    list.add(.virtualRemoteContext, UInt64(remote.context))
    list.add(.virtualRemotePort, UInt64(remote.port))
    return list
  }

  /// As lsfd(1) has it: VMADDR_CID_* of include/uapi/linux/vm_sockets.h have names.
  private static func text(of address: Address) -> Bytes {
    var text = ByteBuffer()
    switch address.context {
    case 0: text.append("hypervisor")
    case 1: text.append("local")
    case 2: text.append("host")
    case .max: text.append("*")
    default: text.append(decimal: UInt64(address.context))
    }
    text.append(":")
    if address.port == .max { text.append("*") } else { text.append(decimal: UInt64(address.port)) }
    return text.bytes
  }
}
