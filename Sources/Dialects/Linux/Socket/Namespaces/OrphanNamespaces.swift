import CSystem
import Glibc
import Misc
import Store

/// A descriptor of a process that is a socket.
struct SocketHolder {
  var pid: Int32
  var number: Int32
}

/// Finds the sockets of namespaces that neither a process is in nor a name stands for. A socket of one can be held by a
/// process elsewhere, and a duplicate of its descriptor tells the namespace; it is closed at once.
final class OrphanNamespaces: Sendable {
  private struct State {
    /// By the inodes of sockets; those that are in no table too.
    var namespaces: [UInt64: UInt64?] = [:]
    var sockets: [UInt64: Sockets] = [:]
  }

  private let known: Set<UInt64>
  private let wants: @Sendable (UInt64) -> Bool
  private let read: @Sendable (borrowing FileDescriptor) -> Sockets?
  private let state = Locked(State())

  /// - Parameters:
  ///   - known: Namespaces that have been read.
  ///   - wants: Whether another one is to be described.
  ///   - read: Reads the sockets of one.
  init(
    known: Set<UInt64>, wants: @escaping @Sendable (UInt64) -> Bool,
    read: @escaping @Sendable (borrowing FileDescriptor) -> Sockets?
  ) {
    self.known = known
    self.wants = wants
    self.read = read
  }

  /// The sockets among which that with this inode is; nil where no table has it.
  func sockets(with inode: UInt64, _ holder: SocketHolder) -> Sockets? {
    state.withLock { state in
      guard let namespace = namespace(of: inode, holder, &state) else { return nil }
      return state.sockets[namespace]
    }
  }

  /// The namespace of a socket that has been asked for.
  func namespace(of inode: UInt64) -> UInt64? { state.withLock { $0.namespaces[inode] ?? nil } }

  private func namespace(of inode: UInt64, _ holder: SocketHolder, _ state: inout State) -> UInt64? {
    if let namespace = state.namespaces[inode] { return namespace }
    guard let descriptor = Self.namespace(of: inode, holder) else {
      state.namespaces[inode] = .some(nil)
      return nil
    }
    let namespace = (try? FileStatus.of(descriptor).get())?.inode
    state.namespaces[inode] = .some(namespace)
    if let namespace, !known.contains(namespace), state.sockets[namespace] == nil, wants(namespace) {
      state.sockets[namespace] = read(descriptor)
    }
    return namespace
  }

  private static func namespace(of inode: UInt64, _ holder: SocketHolder) -> FileDescriptor? {
    do throws(SystemError) {
      let process = try FileDescriptor(opened: csystem_pidfd_open(holder.pid))
      let socket = try FileDescriptor(opened: csystem_pidfd_getfd(process.number, holder.number))
      // Meanwhile the descriptor may be another file's.
      if try FileStatus.of(socket).get().inode != inode { return nil }
      return try FileDescriptor(opened: csystem_socket_namespace(socket.number))
    } catch { return nil }
  }
}
