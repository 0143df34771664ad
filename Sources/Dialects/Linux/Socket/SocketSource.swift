import Misc
import Node
import Store

/// Gives the workers of a scan the sockets, which are read when the first of them asks.
final class SocketSource: Sendable {
  private let request: Request
  private let requiredFields: RequiredFields
  private let procfs: Procfs
  /// Nil for the lister's own alone.
  private let namespaces: NetworkNamespaces?
  private let names: NameIndex
  private let probe: any PathProbe
  private let diagnostics: Diagnostics
  private let loaded = Locked<Sockets?>(nil)
  private let isTold = Locked<ToldSockets??>(nil)

  init(
    _ request: Request, for requiredFields: RequiredFields, procfs: Procfs, namespaces: NetworkNamespaces?,
    names: NameIndex,
    probe: any PathProbe,
    diagnostics: Diagnostics
  ) {
    self.request = request
    self.requiredFields = requiredFields
    self.procfs = procfs
    self.namespaces = namespaces
    self.names = names
    self.probe = probe
    self.diagnostics = diagnostics
  }

  func load() -> Sockets {
    loaded.withLock { loaded in
      if let loaded { return loaded }
      let sockets = read()
      loaded = sockets
      return sockets
    }
  }

  /// Whether the kernel may tell of sockets together with their descriptors.
  var mayBeTold: Bool { ToldSockets.suit(request, requiredFields, namespaces) }

  /// What describes them then; nil where the tables must be read.
  var told: ToldSockets? {
    isTold.withLock { known in
      if let known { return known }
      var told: ToldSockets?
      if mayBeTold, let namespaces {
        told = ToldSockets(
          request, for: requiredFields, namespaces: namespaces, names: names, probe: probe)
      }
      known = .some(told)
      return told
    }
  }

  /// The peers of sockets, where the request asks for them and a socket was met.
  var peers: SocketPeers { loaded.withLock { $0?.peers } ?? SocketPeers() }

  /// What was searched for and is found in sockets, whichever process may have them; nil where that isn't known.
  var searchMatches: SearchMatches? { loaded.withLock { $0?.searchMatches } }

  /// The internet sockets that can be listed, whichever process may have them.
  var found: [FoundSocket] {
    loaded.withLock { loaded in
      loaded?.wanted.map { socket in
        let namespace = loaded?.namespace(of: socket.inode).flatMap { namespaces?.name(of: $0) }
        return FoundSocket(inode: socket.inode, info: socket.info, networkNamespace: namespace ?? [])
      } ?? []
    }
  }

  private func read() -> Sockets {
    let selection = request.selection
    let findsPeers = request.output.needsOthers
    let reports = request.reportsSearch
    // A socket that is in no table then is a new one, or of a namespace that isn't known.
    let findsOrphans = namespaces?.wantsOrphans ?? false
    var families =
      findsPeers || findsOrphans ? .all : SocketFamilies(neededBy: selection, reportsSearch: reports)
    if selection.skipsInternetTables { families.subtract([.internet, .raw6]) }
    var filter =
      findsPeers
      ? TCPFilter(all: selection, seeksBound: namespaces != nil)
      : TCPFilter(
        neededBy: selection, families, reportsSearch: reports, seeksBound: namespaces != nil)
    filter.tellsFacts = requiredFields.contains(.tcpFacts)
    if filter.tellsFacts || requiredFields.contains(.foundSockets) { filter.isNeeded = true }
    let reader = NamespaceReader(
      procfs: procfs, families: families, filter: filter, interfaces: InterfaceNeed(request, requiredFields),
      findsPeers: findsPeers, exactNames: request.output.tellsNamesApart,
      tellsUnixFacts: requiredFields.contains(.unixFacts), targets: selection.files,
      diagnostics: diagnostics)
    guard let namespaces else {
      let bound = BoundSockets(canAsk: procfs.isLive && !filter.includesBound)
      return sockets(reader.readOwn(), bound: bound)
    }
    var (parts, unreadable) = reader.read(namespaces.others)
    namespaces.warnOfHidden(unreadable: unreadable, diagnostics)
    if namespaces.includesOwn { parts.insert((namespaces.own, reader.readOwn()), at: 0) }
    let known = Set(parts.map(\.namespace))
    let orphans =
      findsOrphans
      ? OrphanNamespaces(namespaces, known: known) { descriptor in
        reader.read(descriptor).map { self.sockets($0) }
      } : nil
    let namesSockets = selection.files.contains(where: \.isSocket)
    return sockets(SocketTables(joining: parts, namesSockets: namesSockets), orphans: orphans)
  }

  private func sockets(
    _ tables: SocketTables, orphans: OrphanNamespaces? = nil,
    bound: BoundSockets = BoundSockets(canAsk: false)
  ) -> Sockets {
    let selection = request.selection
    let describer = SocketDescriber(
      request: request, tables: tables, names: names, probe: probe, files: tables.files,
      keepsNumbers: requiredFields.contains(.socketNumbers))
    let isSearched =
      !selection.isEverything
      && !selection.selectors.isDisjoint(with: Selectors.ofSocket.union(.name))
    return Sockets(
      tables: tables, describer: describer, candidates: isSearched ? describer.candidates() : nil,
      orphans: orphans, bound: bound,
      virtual: VirtualSockets(canAsk: procfs.isLive && requiredFields.contains(.virtualSocketFacts)))
  }
}

/// The sockets of the lister's network namespace, or of several, and what the request wants of them.
final class Sockets: Sendable {
  let tables: SocketTables
  private let describer: SocketDescriber
  private let selected: SocketCandidates?
  private let orphans: OrphanNamespaces?
  private let bound: BoundSockets
  private let virtual: VirtualSockets

  init(
    tables: SocketTables, describer: SocketDescriber, candidates: SocketCandidates?,
    orphans: OrphanNamespaces?, bound: BoundSockets, virtual: VirtualSockets
  ) {
    self.bound = bound
    self.virtual = virtual
    self.tables = tables
    self.describer = describer
    selected = candidates
    self.orphans = orphans
  }

  /// Those of all sockets that have been met.
  var peers: SocketPeers {
    var peers = tables.peers
    for sockets in orphans?.found ?? [] { peers.merge(sockets.tables.peers) }
    return peers
  }

  /// The internet sockets that can match a socket selector.
  var wanted: [InternetSocket] { selected?.internetSockets ?? [] }

  /// What is found in all that are known so far; nil where there may be more.
  var searchMatches: SearchMatches? { orphans == nil ? selected?.searchMatches : nil }

  /// Whether any socket can match a socket selector. What is in a namespace that isn't known yet can.
  var hasCandidates: Bool { orphans != nil || !(selected?.isEmpty ?? false) }

  /// The inodes of the sockets that can match a socket selector, or be found; nil where there may be more.
  var candidates: [UInt64]? { orphans == nil ? selected?.inodes : nil }

  /// Whether this socket can match a socket selector.
  func isCandidate(_ inode: UInt64, of holder: SocketHolder, _ searchMatches: inout SearchMatches) -> Bool {
    guard let selected else { return true }
    if selected.contains(inode, &searchMatches) { return true }
    if orphans == nil || tables.sockets.place(of: inode) != nil { return false }
    return orphans?.sockets(with: inode, holder)?.isCandidate(inode, of: holder, &searchMatches) ?? false
  }

  /// The network namespace of a socket, where it is known and the tables are of several.
  func namespace(of inode: UInt64) -> UInt64? {
    tables.namespace(of: inode) ?? orphans?.namespace(of: inode)
  }

  /// Fills in the row of a socket. `socketFile` is asked for where the tables don't have it.
  func describe(
    _ file: inout OpenFile, inode: UInt64, of holder: SocketHolder, socketFile: () -> SocketFile,
    _ batch: inout Batch,
    _ searchMatches: inout SearchMatches
  ) {
    if describer.describe(&file, inode: inode, device: nil, batch: &batch, searchMatches: &searchMatches) {
      return
    }
    if let other = orphans?.sockets(with: inode, holder),
      other.describer.describe(&file, inode: inode, device: nil, batch: &batch, searchMatches: &searchMatches)
    {
      return
    }
    describer.describeUnidentified(
      &file, inode: inode, socketFile(), bound: bound, virtual: virtual, batch: &batch,
      searchMatches: &searchMatches)
  }
}
