import CSystem
import Misc
import Store

/// The files that UNIX sockets are bound to, as sock_diag(7) tells: a path can have been relative, or have changed,
/// and lead to another socket's file now.
struct UnixSocketFiles: Sendable {
  enum File {
    /// It is bound to none, or was closed.
    case none
    /// To one that was named.
    case named(FileIdentity)
    case other
  }

  /// By the inodes of sockets.
  private var files: [UInt64: File] = [:]

  init() {}

  /// Nil where none of these is a socket's, or the kernel can't be asked.
  init?(_ targets: [FileTarget]) {
    let sockets = targets.filter(\.isSocket)
    if sockets.isEmpty { return nil }
    let named = Dictionary(sockets.map { (Self.key($0), $0.identity) }) { _, last in last }
    do throws(SystemError) {
      try UnixSocketReport.all(showing: UDIAG_SHOW_VFS) { report in
        guard let file = report.file else { return }
        files[report.inode] = named[file].map(File.named) ?? .other
      }
    } catch { return nil }
  }

  /// As the kernel tells it.
  private static func key(_ target: FileTarget) -> FileIdentity {
    FileIdentity(
      device: target.mountDevice ?? target.identity.device,
      inode: UInt64(UInt32(truncatingIfNeeded: target.identity.inode)))
  }

  func file(ofSocket inode: UInt64) -> File { files[inode] ?? .none }

  /// Adds the sockets of another namespace. Where the kernel can't be asked there, `nil`, those of `tables` are bound
  /// to none that was named: their paths may be those of other mounts.
  mutating func merge(_ other: UnixSocketFiles?, _ tables: SocketTables) {
    if let other {
      files.merge(other.files) { first, _ in first }
    } else {
      for socket in tables.sockets.named where socket.type == .unix { files[socket.inode] = .other }
    }
  }
}
