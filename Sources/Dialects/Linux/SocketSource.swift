import Misc
import Node
import Store
import Synchronization

/// The tables of sockets, read when the first socket is met.
final class SocketSource: Sendable {
  init(_ request: Request, names: NameIndex, diagnostics: Diagnostics) {}
  func isCandidate(_ inode: UInt64) -> Bool { true }
  var hasCandidates: Bool { true }
  func describe(_ file: inout OpenFile, inode: UInt64, _ name: UnsafePointer<CChar>, in folder: borrowing FileDescriptor, _ batch: inout Batch, _ findings: inout Findings) {
    file.type = .socket
  }
  var peers: SocketPeers { SocketPeers() }
}
