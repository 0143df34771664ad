import Misc
import Node
import Store

/// Gives the workers of a scan the sockets, which are read when the first of them asks.
final class SocketSource: Sendable {
  private let request: Request
  private let procfs: Procfs
  private let names: NameIndex
  private let probe: any PathProbe
  private let diagnostics: Diagnostics
  private let loaded = Locked<Sockets?>(nil)

  init(
    _ request: Request, procfs: Procfs, names: NameIndex, probe: any PathProbe, diagnostics: Diagnostics
  ) {
    self.request = request
    self.procfs = procfs
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

  /// The peers of sockets, where the request asks for them and a socket was met.
  var peers: SocketPeers { loaded.withLock { $0?.tables.peers } ?? SocketPeers() }

  private func read() -> Sockets {
    let selection = request.selection
    let findsPeers = request.output.endpoints != .hidden
    let reports = request.reportsSearch
    var families = findsPeers ? .all : SocketFamilies(neededBy: selection, reportsSearch: reports)
    if selection.skipsInternetTables { families.subtract([.internet, .raw6]) }
    let filter =
      findsPeers ? TCPFilter() : TCPFilter(neededBy: selection, families, reportsSearch: reports)
    let directory = NetDirectory(
      path: procfs.path("self/net"), monitored: procfs.isLive ? filter : nil,
      exactNames: request.output.tellsNamesApart, diagnostics: diagnostics)
    let tables = SocketTables(directory, families: families, findsPeers: findsPeers)
    let describer = SocketDescriber(request: request, tables: tables, names: names, probe: probe)
    let isSearched =
      !selection.isEverything
      && !selection.selectors.isDisjoint(with: Selectors.ofSocket.union(.name))
    return Sockets(
      tables: tables, describer: describer, candidates: isSearched ? describer.candidates() : nil)
  }
}

/// The sockets of the lister's network namespace, and what the request wants of them.
final class Sockets: Sendable {
  let tables: SocketTables
  private let describer: SocketDescriber
  private let candidates: SocketCandidates?

  init(tables: SocketTables, describer: SocketDescriber, candidates: SocketCandidates?) {
    self.tables = tables
    self.describer = describer
    self.candidates = candidates
  }

  /// Whether any socket can match a socket selector.
  var hasCandidates: Bool { !(candidates?.isEmpty ?? false) }

  /// Whether this socket can match a socket selector.
  func isCandidate(_ inode: UInt64, _ searchMatches: inout SearchMatches) -> Bool {
    candidates?.contains(inode, &searchMatches) ?? true
  }

  /// Fills in the row of a socket. `link` is the name of its descriptor in `directory`, and `procPath` the
  /// whole path of that.
  func describe(
    _ file: inout OpenFile, inode: UInt64, link: UnsafePointer<CChar>,
    in directory: borrowing FileDescriptor, procPath: () -> Bytes, _ batch: inout Batch,
    _ searchMatches: inout SearchMatches
  ) {
    if describer.describe(&file, inode: inode, device: nil, batch: &batch, searchMatches: &searchMatches) {
      return
    }
    let device = try? FileStatus.of(link, in: directory.number).get().device
    Path(procPath()).withPointer { path in
      describer.describeUnidentified(&file, inode: inode, device: device, link: path, batch: &batch)
    }
  }
}
