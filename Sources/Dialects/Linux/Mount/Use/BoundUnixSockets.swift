import CSystem
import Misc
import Store

/// The files that UNIX sockets are bound to: each keeps the mount busy that it was bound on (net/unix/af_unix.c,
/// unix_bind_bsd). The kernel is asked when the first socket is met.
final class BoundUnixSockets: Sendable {
  /// A socket's name, and the device of the file system with its file, where the kernel tells it.
  struct File: Sendable {
    var name: Bytes
    var device: DeviceNumber?
  }

  private struct Known: Sendable {
    /// Of the lister's own network namespace, by inode.
    var own: [UInt64: File]?
    /// Of others, by the inodes of these: sock_diag(7) doesn't know them, the table in procfs only their names.
    var others: [UInt64: SocketCollection] = [:]
  }

  private let known = Locked(Known())
  private let ownNamespace: UInt64?

  init(_ procfs: Procfs) { ownNamespace = Self.namespace(of: procfs.path("self")) }

  /// Nil for a socket that is bound to no file, or of another family.
  func file(of socket: UInt64, heldBy process: Bytes) -> File? {
    known.withLock { known in
      let own = known.own ?? Self.own()
      known.own = own
      if let file = own[socket] { return file }
      guard let namespace = Self.namespace(of: process), namespace != ownNamespace else { return nil }
      let sockets = known.others[namespace] ?? Self.sockets(seenBy: process)
      known.others[namespace] = sockets
      guard case .named(let place) = sockets.place(of: socket) else { return nil }
      let name = Bytes(sockets.text[sockets.named[place].name])
      return name.first == UInt8(ascii: "/") ? File(name: name, device: nil) : nil
    }
  }

  private static func own() -> [UInt64: File] {
    var files: [UInt64: File] = [:]
    try? UnixSocketReport.all(showing: UDIAG_SHOW_NAME | UDIAG_SHOW_VFS) { report in
      if let file = report.file {
        files[report.inode] = File(name: report.shownName, device: file.device)
      }
    }
    return files
  }

  private static func sockets(seenBy process: Bytes) -> SocketCollection {
    var reader = FileReader()
    var sockets = SocketCollection()
    try? reader.read(Path(process + Bytes("/net/unix")))
    _ = UnixTable().add(reader.contents, to: &sockets)
    // A name can hold what looks like a line of another socket.
    return sockets.isDisputed ? SocketCollection() : sockets
  }

  private static func namespace(of process: Bytes) -> UInt64? {
    let status = Path(process + Bytes("/ns/net")).withPointer { FileStatus.of($0) }
    return (try? status.get())?.inode
  }
}
