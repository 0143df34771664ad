import Misc
import Node
import Store

/// The sockets that the kernel's own tables tell of together with the descriptors, each for itself: no table of a
/// network namespace is read, and none is entered.
///
/// The listing is the one that ``Sockets`` make. What concerns sockets that no process has open, or more than one at a
/// time, is left to those: other ends (`-E`), reports of listeners, names of sockets' files. So is what only
/// sock_diag(7) tells.
final class ToldSockets: Sendable {
  /// A socket of a descriptor, as far as it is described.
  struct Met {
    fileprivate let inode: UInt64
    fileprivate let entry: KernelSocket.Entry
    /// The network namespace that it is in, where a column may show it.
    let namespace: UInt64?
  }

  private let describer: SocketDescriber
  /// Nil where sockets are not what decides.
  private let judge: SocketJudge?
  private let namespaces: NetworkNamespaces
  private let reading: KernelSocket.Reading
  private let interfaces: InterfaceNeed
  private let diagnoses: (tcp: Bool, udp: Bool)
  /// The tables that those are in which can be listed, where nothing but a socket can.
  let families: SocketFamilies

  /// Whether sockets may be described each for itself, and that pays: to read the tables of one namespace takes no
  /// longer than to load what this needs.
  static func suit(
    _ request: Request, _ requiredFields: RequiredFields, _ namespaces: NetworkNamespaces?
  ) -> Bool {
    let selection = request.selection
    return namespaces != nil && !request.output.needsOthers && !request.reportsSearch
      && !selection.skipsInternetTables && requiredFields.isDisjoint(with: ofSockDiag)
      && !selection.selectors.contains(.name)
  }

  private static let ofSockDiag: RequiredFields = [.foundSockets, .tcpFacts, .unixFacts, .virtualSocketFacts]

  /// ``suit(_:_:_:)`` comes first.
  init(
    _ request: Request, for requiredFields: RequiredFields, namespaces: NetworkNamespaces, names: NameIndex,
    probe: any PathProbe
  ) {
    let selection = request.selection
    self.namespaces = namespaces
    interfaces = InterfaceNeed(request, requiredFields)
    let isNeeded =
      selection.tcpStates.included.contains(.bound) || selection.addresses.contains { $0.interface != nil }
    diagnoses = (SockDiag.knows(.tcp) || isNeeded, SockDiag.knows(.udp) || interfaces == .ofAll)
    reading = KernelSocket.Reading(
      asksTCP: diagnoses.tcp, exactNames: request.output.tellsNamesApart)
    describer = SocketDescriber(
      request: request, tables: SocketTables(SocketCollection()), names: names, probe: probe,
      keepsNumbers: requiredFields.contains(.socketNumbers))
    let isSearched =
      !selection.isEverything && !selection.selectors.isDisjoint(with: Selectors.ofSocket.union(.name))
    judge = isSearched ? describer.judge : nil
    families = SocketFamilies(neededBy: selection)
  }

  /// What is known of the socket of a descriptor; nil where the tables must be asked.
  func meet(_ socket: KernelSocket, of holder: SocketHolder) -> Met? {
    guard var entry = socket.entry(reading) else { return nil }
    let home = namespaces.home(socket.namespace, heldBy: holder.pid)
    if !home.isDescribed { entry = .missing }
    if case .internet(var internet) = entry, internet.info.interface != 0 {
      let isAsked = internet.info.transport == .tcp ? diagnoses.tcp : diagnoses.udp
      // Interfaces are known by numbers of the lister's own namespace.
      if !isAsked || socket.namespace != namespaces.own || !interfaces.include(internet) {
        internet.info.interface = 0
        entry = .internet(internet)
      }
    }
    var isKnown = home.isDescribed
    if case .missing = entry { isKnown = home.isAsked }
    return Met(inode: socket.inode, entry: entry, namespace: isKnown ? socket.namespace : nil)
  }

  /// Whether this socket can match a socket selector.
  func isCandidate(_ met: Met, _ searchMatches: inout SearchMatches) -> Bool {
    guard let judge else { return true }
    switch met.entry {
    case .internet(let socket): return judge.interest(in: socket, &searchMatches) == .wanted
    case .named(let socket, let text):
      return judge.interest(in: socket, text[socket.name], &searchMatches) == .wanted
    case .missing: return false
    }
  }

  /// Fills in the row of a socket, as ``Sockets`` do.
  func describe(
    _ file: inout OpenFile, _ met: Met, socketFile: () -> SocketFile, _ batch: inout Batch,
    _ searchMatches: inout SearchMatches
  ) {
    if describer.describe(&file, met.entry, batch: &batch, searchMatches: &searchMatches) { return }
    describer.describeUnidentified(
      &file, inode: met.inode, socketFile(), bound: BoundSockets(canAsk: false),
      virtual: VirtualSockets(canAsk: false), batch: &batch,
      searchMatches: &searchMatches)
  }
}
