import Misc
import Store

/// The sockets of descriptors: each by what the kernel's own tables tell of it, or by the tables of the network
/// namespaces, which are read when one is first needed.
struct DescriptorSockets {
  private let source: SocketSource
  private let told: ToldSockets?
  private var loaded: Sockets?

  init(_ context: ScanContext, _ kernelFiles: KernelFiles?) {
    source = context.sockets
    told = kernelFiles?.tellsSockets == true ? context.sockets.told : nil
  }

  /// What the kernel's own tables tell; nil where the others must be asked.
  func meet(_ socket: KernelSocket?, of holder: SocketHolder) -> ToldSockets.Met? {
    guard let told, let socket else { return nil }
    return told.meet(socket, of: holder)
  }

  /// Whether a socket can match a socket selector.
  mutating func isCandidate(
    _ inode: UInt64, _ met: ToldSockets.Met? = nil, of holder: SocketHolder,
    _ searchMatches: inout SearchMatches
  ) -> Bool {
    if let told, let met { return told.isCandidate(met, &searchMatches) }
    return load().isCandidate(inode, of: holder, &searchMatches)
  }

  /// Fills in the row of a socket. `socketFile` is asked for where no table has it.
  mutating func describe(
    _ file: inout OpenFile, _ inode: UInt64, _ met: ToldSockets.Met?, of holder: SocketHolder,
    socketFile: () -> SocketFile,
    _ batch: inout Batch, _ searchMatches: inout SearchMatches
  ) {
    if let told, let met {
      told.describe(&file, met, socketFile: socketFile, &batch, &searchMatches)
    } else {
      load().describe(
        &file, inode: inode, of: holder, socketFile: socketFile, &batch, &searchMatches
      )
    }
  }

  /// The network namespace of a socket, where a column may show it.
  mutating func namespace(of inode: UInt64, _ met: ToldSockets.Met?) -> UInt64? {
    if let met { return met.namespace }
    return load().namespace(of: inode)
  }

  private mutating func load() -> Sockets {
    if let loaded { return loaded }
    let sockets = source.load()
    loaded = sockets
    return sockets
  }
}
