import Store

/// Tells the kind of a file. One is shared by all workers: a class, since a struct of so many parts would be copied
/// for each file.
final class FileKinds: Sendable {
  /// The kinds, a line each.
  static let table: [any FileKind.Type] = [
    AnonymousInode.self,
    BlockDevice.self,
    BPFLink.self,
    BPFMap.self,
    BPFProgram.self,
    DMABuffer.self,
    DRMClient.self,
    EventFD.self,
    EventPoll.self,
    FANotify.self,
    INotify.self,
    IOUring.self,
    MemoryFile.self,
    MessageQueue.self,
    Namespace.self,
    PIDFD.self,
    Pipe.self,
    PseudoterminalMaster.self,
    PseudoterminalSlave.self,
    SignalFD.self,
    Terminal.self,
    TimerFD.self,
    Tunnel.self,
    UserfaultFD.self,
    VFIODevice.self,
    VirtualCPU.self,
  ]

  private let linksEndpoints: Bool
  private let linksFiles: Bool
  private let devpts: DevptsMounts
  // The kinds that the request needs, by what they are recognised by: most files are then told apart by their
  // node alone.
  private let anonymousInodes: [(text: StaticString, kind: any FileKind.Type)]
  private let anonymousInodeFamilies: [(beginning: Bytes, kind: any FileKind.Type)]
  private let otherAnonymousInode: (any FileKind.Type)?
  private let links: [(word: StaticString, kind: any FileKind.Type)]
  private let characterDevices: [(majors: ClosedRange<UInt32>, minor: UInt32?, kind: any FileKind.Type)]
  private let fifo: (any FileKind.Type)?
  private let block: (any FileKind.Type)?
  private let paths: [(beginning: Bytes, kind: any FileKind.Type)]
  private let fileSystems: [(device: DeviceNumber, kind: any FileKind.Type)]

  /// `mounts` are those that the lister sees, as far as they count for kinds.
  init(_ requiredFields: RequiredFields, mounts: [Mount], devpts: DevptsMounts) {
    var anonymousInodes: [(text: StaticString, kind: any FileKind.Type)] = []
    var anonymousInodeFamilies: [(beginning: Bytes, kind: any FileKind.Type)] = []
    var otherAnonymousInode: (any FileKind.Type)?
    var links: [(word: StaticString, kind: any FileKind.Type)] = []
    var characterDevices: [(majors: ClosedRange<UInt32>, minor: UInt32?, kind: any FileKind.Type)] = []
    var fifo: (any FileKind.Type)?
    var block: (any FileKind.Type)?
    var paths: [(beginning: Bytes, kind: any FileKind.Type)] = []
    var fileSystems: [(device: DeviceNumber, kind: any FileKind.Type)] = []
    for kind in Self.table where !kind.purposes.isDisjoint(with: requiredFields) {
      for mark in kind.marks {
        switch mark {
        case .anonymousInode(let text): anonymousInodes.append((text, kind))
        case .anonymousInodes(let text): anonymousInodeFamilies.append((Bytes(text), kind))
        case .otherAnonymousInode: otherAnonymousInode = kind
        case .link(let word): links.append((word, kind))
        case .characterDevice(let majors, let minor): characterDevices.append((majors, minor, kind))
        case .fifo: fifo = kind
        case .block: block = kind
        case .path(let text): paths.append((Bytes(text), kind))
        case .fileSystem(let type):
          // Each IPC namespace has message queues of its own. As in the reference, those of the last mount count.
          if let mount = mounts.last(where: { $0.fileSystem.span.equals(type) }) {
            fileSystems.append((mount.device, kind))
          }
        }
      }
    }
    linksEndpoints = requiredFields.contains(.endpoints)
    linksFiles = requiredFields.contains(.sharedFiles)
    self.devpts = devpts
    self.anonymousInodes = anonymousInodes
    self.anonymousInodeFamilies = anonymousInodeFamilies
    self.otherAnonymousInode = otherAnonymousInode
    self.links = links
    self.characterDevices = characterDevices
    self.fifo = fifo
    self.block = block
    self.paths = paths
    self.fileSystems = fileSystems
  }

  /// The kind of a file, or nil where that has nothing to tell. `file` has all that its status tells, and gets the
  /// type; `link` is what procfs says that the descriptor leads to.
  func recognise(_ file: inout OpenFile, link: Span<UInt8>) -> (any FileKind)? {
    guard let kind = kind(of: file, link)?.init() else { return nil }
    file.type = kind.fileType(of: file)
    return kind
  }

  /// Notes the other ends of a file, where the request needs them; `link` is what procfs says that the descriptor
  /// leads to.
  func linkEnds(of file: inout OpenFile, _ kind: any FileKind, link: Span<UInt8>) {
    guard linksEndpoints, let endpoint = kind.endpoint(of: file) else { return }
    file.endpoint = endpoint.kind
    file.endpointKey = endpoint.key
    if endpoint.kind == .terminalMaster {
      let index = TerminalKey(rawValue: endpoint.key).index
      file.endpointKey = TerminalKey(index: index, on: devpts.instance(ofMaster: file, at: link)).rawValue
    }
  }

  /// Notes who else may have a regular file, where the request needs that.
  func linkHolders(ofRegular file: inout OpenFile) {
    let isKnown = file.type == .regular && file.known.isSuperset(of: [.device, .inode])
    if !linksFiles || !isKnown || file.endpoint != .none { return }
    file.endpoint = .file
    file.endpointKey = file.inode
  }

  private func kind(of file: OpenFile, _ link: Span<UInt8>) -> (any FileKind.Type)? {
    switch file.node {
    case .fifo: return fifo
    case .block: return block
    case .character: return characterDevices.isEmpty ? nil : characterDevice(file.rawDevice)
    case .regular: break
    default: return nil
    }
    if !link.isEmpty && link[0] != UInt8(ascii: "/") { return kind(ofPathless: file, link) }
    if !paths.isEmpty, let found = paths.first(where: { link.starts(with: $0.beginning) }) {
      return found.kind
    }
    if fileSystems.isEmpty || !file.known.isSuperset(of: [.device, .inode]) { return nil }
    return fileSystems.first { $0.device == file.device }?.kind
  }

  private func characterDevice(_ device: DeviceNumber) -> (any FileKind.Type)? {
    characterDevices.first {
      $0.majors.contains(device.major) && ($0.minor == nil || $0.minor == device.minor)
    }?.kind
  }

  private func kind(ofPathless file: OpenFile, _ link: Span<UInt8>) -> (any FileKind.Type)? {
    guard let colon = link.indices.first(where: { link[$0] == UInt8(ascii: ":") }) else { return nil }
    let word = link.extracting(0..<colon)
    if !word.equals("anon_inode") { return links.first { word.equals($0.word) }?.kind }
    if file.type != .unnamed || file.modeBits != 0 { return nil }
    let text = link.extracting(colon + 1..<link.count)
    return anonymousInodes.first { text.equals($0.text) }?.kind
      ?? anonymousInodeFamilies.first { text.starts(with: $0.beginning) }?.kind ?? otherAnonymousInode
  }
}
