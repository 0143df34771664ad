import CSystem
import Misc
import Store

/// Reads the socket tables of network namespaces. The kernel tells of the sockets of the namespace that the asking
/// thread is in, so that a thread of its own enters one after the other, and ends; nothing else ever runs there.
struct NamespaceReader: Sendable {
  let procfs: Procfs
  let families: SocketFamilies
  let filter: TCPFilter
  /// Of the lister's own namespace: interfaces are known by numbers of that.
  let interfaces: InterfaceNeed
  let findsPeers: Bool
  let exactNames: Bool
  let tellsUnixFacts: Bool
  /// The files that were named.
  let targets: [FileTarget]
  let diagnostics: Diagnostics

  /// What has been read of the namespace with an inode of nsfs.
  typealias Tables = (namespace: UInt64, tables: SocketTables)

  /// The sockets of the lister's own namespace, in which the calling thread is.
  func readOwn() -> SocketTables { tables(procfs.path("self/net"), isEntered: procfs.isLive, interfaces) }

  /// The sockets of other namespaces, and how many of these can't be read at all. One that can't be entered is read
  /// where procfs shows it to anybody, which tells no peers of UNIX sockets; one that has gone meanwhile is left out.
  func read(_ namespaces: [NetworkNamespace]) -> (parts: [Tables], unreadable: Int) {
    inThread {
      var parts: [Tables] = []
      var unreadable = 0
      for namespace in namespaces {
        if let tables = tables(of: namespace) {
          parts.append((namespace.inode, tables))
        } else if !namespace.hasGone {
          unreadable += 1
        }
      }
      return (parts, unreadable)
    } ?? ([], namespaces.count)
  }

  /// The sockets of the namespace that a descriptor stands for; nil where it can't be entered.
  func read(_ descriptor: borrowing FileDescriptor) -> SocketTables? {
    let number = descriptor.number
    return inThread { entered(number) } ?? nil
  }

  /// What is found by a thread of its own; nil where the system grants none.
  private func inThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) -> Value? {
    let found = Found<Value>()
    guard let thread = WorkerThread({ found.value.withLock { $0 = work() } }) else { return nil }
    thread.join()
    return found.value.withLock { $0 }
  }

  private final class Found<Value: Sendable>: Sendable {
    let value = Locked(Value?.none)
  }

  private func tables(of namespace: NetworkNamespace) -> SocketTables? {
    if let descriptor = namespace.open(), let tables = entered(descriptor.number) { return tables }
    guard let process = namespace.process else { return nil }
    let directory = procfs.process(process)
    let tables = tables(directory + Bytes("/net"), isEntered: false)
    // Meanwhile the process may be another, in another namespace.
    let isSame = Path(directory + Bytes("/ns/net")).withPointer { path in
      (try? FileStatus.of(path).get())?.inode == namespace.inode
    }
    return isSame ? tables : nil
  }

  private func entered(_ descriptor: Int32) -> SocketTables? {
    if csystem_enter_network_namespace(descriptor) != 0 { return nil }
    return tables(procfs.path("thread-self/net"), isEntered: true)
  }

  private func tables(
    _ path: Bytes, isEntered: Bool, _ interfaces: InterfaceNeed = .none
  ) -> SocketTables {
    let directory = NetDirectory(
      path: path, monitored: isEntered ? filter : nil, interfaces: interfaces,
      exactNames: exactNames && isEntered, tellsUnixFacts: tellsUnixFacts && isEntered,
      diagnostics: diagnostics)
    return SocketTables(directory, families: families, findsPeers: findsPeers, targets: targets)
  }
}
