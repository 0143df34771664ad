import CSystem
import Misc
import Store

/// The files that UNIX sockets are bound to: each keeps the mount busy that it was bound on (net/unix/af_unix.c,
/// unix_bind_bsd).
struct BoundUnixSockets {
  /// A socket's name, and the device of the file system with its file, where the kernel tells it.
  struct File {
    var name: Bytes
    var device: DeviceNumber?
  }

  private let procfs: Procfs
  /// Of the lister's own network namespace, by inode.
  private lazy var own: [UInt64: File] = {
    var files: [UInt64: File] = [:]
    try? UnixSocketReport.all(showing: UDIAG_SHOW_NAME | UDIAG_SHOW_VFS) { report in
      if let file = report.file {
        files[report.inode] = File(name: report.shownName, device: file.device)
      }
    }
    return files
  }()
  private lazy var ownNamespace = namespace(of: procfs.path("self"))
  /// Of others, by the inodes of these: sock_diag(7) doesn't know them, the table in procfs only their names.
  private var others: [UInt64: SocketCollection] = [:]

  init(_ procfs: Procfs) { self.procfs = procfs }

  /// Nil for a socket that is bound to no file, or of another family.
  mutating func file(of socket: UInt64, heldBy process: Bytes) -> File? {
    if let file = own[socket] { return file }
    guard let namespace = namespace(of: process), namespace != ownNamespace else { return nil }
    if others[namespace] == nil {
      var reader = FileReader()
      var sockets = SocketCollection()
      try? reader.read(Path(process + Bytes("/net/unix")))
      _ = UnixTable().add(reader.contents, to: &sockets)
      // A name can hold what looks like a line of another socket.
      others[namespace] = sockets.isDisputed ? SocketCollection() : sockets
    }
    guard let sockets = others[namespace], case .named(let place) = sockets.place(of: socket) else {
      return nil
    }
    let name = Bytes(sockets.text[sockets.named[place].name])
    return name.first == UInt8(ascii: "/") ? File(name: name, device: nil) : nil
  }

  private func namespace(of process: Bytes) -> UInt64? {
    let status = Path(process + Bytes("/ns/net")).withPointer { FileStatus.of($0) }
    return (try? status.get())?.inode
  }
}
