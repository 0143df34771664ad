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
  /// What is known of a socket that is in no table.
  private enum Home {
    case unknown
    case namespace(UInt64)
  }

  private struct State {
    /// By the inodes of sockets.
    var homes: [UInt64: Home] = [:]
    /// By namespaces; of one that can't be entered there are none.
    var sockets: [UInt64: Sockets?] = [:]
    /// Whether processes, by their numbers, are in namespaces that are left out.
    var exclusions: [Int32: Bool] = [:]
  }

  private let known: Set<UInt64>
  private let namespaces: NetworkNamespaces
  private let read: @Sendable (borrowing FileDescriptor) -> Sockets?
  private let state = Locked(State())

  /// - Parameters:
  ///   - namespaces: Tells which others are to be described.
  ///   - known: Namespaces that have been read.
  ///   - read: Reads the sockets of one.
  init(
    _ namespaces: NetworkNamespaces, known: Set<UInt64>,
    read: @escaping @Sendable (borrowing FileDescriptor) -> Sockets?
  ) {
    self.namespaces = namespaces
    self.known = known
    self.read = read
  }

  /// The sockets among which that with this inode is; nil where no table has it. The sockets of processes in namespaces
  /// that are left out are taken for sockets of these, and not asked.
  func sockets(with inode: UInt64, _ holder: SocketHolder) -> Sockets? {
    state.withLock { state in
      if state.homes[inode] == nil && !isExcluded(holder.pid, &state) { find(inode, holder, &state) }
      guard case .namespace(let namespace)? = state.homes[inode] else { return nil }
      return state.sockets[namespace] ?? nil
    }
  }

  /// The namespace of a socket that has been asked for.
  func namespace(of inode: UInt64) -> UInt64? {
    guard case .namespace(let namespace)? = state.withLock({ $0.homes[inode] }) else { return nil }
    return namespace
  }

  /// All sockets that have been read.
  var found: [Sockets] { state.withLock { $0.sockets.values.compactMap(\.self) } }

  private func isExcluded(_ pid: Int32, _ state: inout State) -> Bool {
    if let isExcluded = state.exclusions[pid] { return isExcluded }
    let isExcluded = namespaces.excludes(process: pid)
    state.exclusions[pid] = isExcluded
    return isExcluded
  }

  /// Asks for a socket's namespace, and reads that once.
  private func find(_ inode: UInt64, _ holder: SocketHolder, _ state: inout State) {
    state.homes[inode] = .unknown
    guard let descriptor = Self.namespace(of: inode, holder),
      let namespace = try? FileStatus.of(descriptor).get().inode
    else { return }
    state.homes[inode] = .namespace(namespace)
    if !known.contains(namespace) && state.sockets[namespace] == nil && namespaces.wants(namespace) {
      state.sockets[namespace] = .some(read(descriptor))
    }
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
