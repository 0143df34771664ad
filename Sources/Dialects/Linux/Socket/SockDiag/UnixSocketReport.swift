import CSystem
import Glibc
import Misc
import Store

/// What sock_diag(7) says of one UNIX socket.
struct UnixSocketReport: Sendable, Equatable {
  var inode: UInt64
  /// Empty for none; an abstract one begins with a NUL.
  var name: Bytes = []
  /// 0 for none.
  var peer: UInt64 = 0
  /// The file that it is bound to: the device of its file system, and 32 bits of its inode number.
  var file: FileIdentity?
  /// The sockets that wait to be accepted.
  var pending: [UInt64] = []
  /// RCV_SHUTDOWN and SEND_SHUTDOWN of include/net/sock.h; nil where the kernel doesn't tell.
  var shutdown: UInt8?

  /// Reads a `struct unix_diag_msg` and its attributes; nil where it is cut short.
  init?(_ message: Span<UInt8>) {
    if message.count < MemoryLayout<unix_diag_msg>.size { return nil }
    let header = message.bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: unix_diag_msg.self)
    inode = UInt64(header.udiag_ino)
    NetlinkAttributes.read(message.extracting(droppingFirst: MemoryLayout<unix_diag_msg>.size)) {
      type, value in
      switch Int(type) {
      case UNIX_DIAG_NAME: name = Self.name(value)
      case UNIX_DIAG_VFS: file = Self.file(value)
      case UNIX_DIAG_PEER: peer = Self.inodes(value).first ?? 0
      case UNIX_DIAG_SHUTDOWN: shutdown = value.isEmpty ? nil : value[0]
      case UNIX_DIAG_ICONS: pending = Self.inodes(value)
      default: break
      }
    }
  }

  /// One with a name; `sunPath` has the NUL of a path.
  init(inode: UInt64, sunPath: Bytes) {
    self.inode = inode
    name = Self.name(sunPath.span)
  }

  /// The name is shown as an abstract one without NULs in it would be.
  var hasOddName: Bool {
    let shown = shownName
    return shown.first == UInt8(ascii: "@") && name != [0] + shown.dropFirst()
  }

  /// It is connected, or others wait to be.
  var tellsPeers: Bool { peer != 0 || !pending.isEmpty }

  /// Reads a `struct unix_diag_vfs`.
  private static func file(_ value: Span<UInt8>) -> FileIdentity? {
    if value.count < MemoryLayout<unix_diag_vfs>.size { return nil }
    let file = value.bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: unix_diag_vfs.self)
    return FileIdentity(
      device: DeviceNumber(kernel: file.udiag_vfs_dev), inode: UInt64(file.udiag_vfs_ino))
  }

  private static func inodes(_ value: Span<UInt8>) -> [UInt64] {
    var inodes: [UInt64] = []
    for place in 0..<value.count / 4 {
      inodes.append(
        UInt64(value.bytes.unsafeLoadUnaligned(fromByteOffset: place * 4, as: UInt32.self)))
    }
    return inodes
  }

  var shownName: Bytes { name.withShownNULs }

  /// A sun_path: a path ends with a NUL, an abstract name begins with one.
  private static func name(_ value: Span<UInt8>) -> Bytes {
    var name = Bytes(value)
    if let first = name.first, first != 0, name.last == 0 { name.removeLast() }
    return name
  }
}

extension UnixSocketReport {
  /// Asks sock_diag(7) for all UNIX sockets of the lister's network namespace, and hands over each in
  /// the kernel's order. `details` are UDIAG_SHOW_* bits.
  static func all(
    showing details: Int32, _ use: (UnixSocketReport) -> Void
  ) throws(SystemError) {
    var request = unix_diag_req()
    request.sdiag_family = UInt8(AF_UNIX)
    request.udiag_states = .max
    request.udiag_show = UInt32(details)
    try SockDiag.dump(Bytes(valueOf: request)) { message in
      if let report = UnixSocketReport(message) { use(report) }
    }
  }
}
