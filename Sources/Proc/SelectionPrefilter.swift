import Store

/// Tells before a file is looked at whether it could be listed at all, so that nothing is asked of the
/// kernel about the others. Shared, since a copy for each file would cost more than most answers.
public final class SelectionPrefilter: Sendable {
  private let selection: Selection
  /// What a file that isn't a socket can match by itself.
  private let ofNodes: Selectors
  /// What a socket can match by itself.
  private let ofSockets: Selectors
  /// With `-a`, names and sockets count as found also where `-d`, `-N` or `+L` keeps them from being listed. The states
  /// of `-s` always do. Nobody asks what is found where a filter decides.
  private let findsUnlisted: Bool
  /// Endpoints are linked only after the scan, so every endpoint must be known by then.
  private let needsEndpoints: Bool
  /// With endpoints all processes are looked at, and what was named counts as found in any of them, unless only a
  /// socket can be.
  private let findsAnywhere: Bool
  /// Any row of a process will do: only processes are selected, nothing else is searched for, and
  /// only their numbers are printed (`-t`).
  public let needsOneRow: Bool

  /// Without NFS, of which no file can be, `-N` asks for nothing.
  public init(_ request: Request, hasNFS: Bool = true) {
    selection = request.selection
    ofNodes = selection.selectors.intersection(hasNFS ? [.name, .nfs, .linkCount] : [.name, .linkCount])
    findsUnlisted =
      (request.filter == nil || request.reportsSearch) && selection.requiresAll
      && !selection.selectors.isDisjoint(with: Selectors.ofSocket.union([.name, .nfs]))
    // To be found, a socket need not match what no socket can.
    ofSockets = selection.selectors.intersection(
      Selectors.ofSocket.union(findsUnlisted ? [.name, .nfs, .linkCount] : .name))
    needsEndpoints = request.output.needsOthers
    findsAnywhere =
      needsEndpoints && findsUnlisted && selection.selectors.isDisjoint(with: .ofSocket)
    needsOneRow =
      request.output.form == .processIDs && !needsEndpoints && !selection.searchesStates
      && (request.filter?.isOfProcess ?? true)
      && (selection.isEverything || selection.selectors.isSubset(of: .ofProcess))
  }

  /// Whether a row of this kind, not a socket, could be listed or found for a process that matches
  /// `process`.
  public func mayListNode(_ process: Selectors, _ kind: DescriptorKind, number: Int32 = -1) -> Bool {
    if needsEndpoints && kind == .number || findsAnywhere { return true }
    return selection.lists(process.union(reach(kind, number)).union(ofNodes))
  }

  /// Whether a socket with this descriptor could be listed or found.
  public func mayListSocket(_ process: Selectors, number: Int32) -> Bool {
    if needsEndpoints || selection.searchesStates { return true }
    return selection.lists(process.union(reach(.number, number)).union(ofSockets))
  }

  /// Whether any descriptor could be listed.
  public func mayListDescriptors(_ process: Selectors) -> Bool {
    if needsEndpoints || selection.searchesStates { return true }
    var best = process.union(ofNodes).union(ofSockets)
    if selection.selectors.contains(.descriptor) {
      let set = selection.descriptors
      if findsUnlisted || set.isExclusion || !set.numbers.isEmpty
        || set.kinds.contains(.noDescriptors)
      {
        best.insert(.descriptor)
      }
    }
    // A file is a node or a socket, so this is a little too generous; each descriptor is judged again.
    return selection.lists(best)
  }

  /// A socket is listed only if it matches one of the socket selectors: the tables of sockets can then
  /// say which ones are worth a look.
  public func needsWantedSocket(_ process: Selectors, number: Int32) -> Bool {
    !needsEndpoints && !selection.lists(process.union(descriptor(.number, number)))
  }

  /// A file is listed only if it has one of the names that were given.
  public func needsName(
    _ process: Selectors, _ kind: DescriptorKind = .number, number: Int32 = -1
  ) -> Bool {
    let others = ofNodes.union(ofSockets).subtracting(.name)
    return !needsEndpoints && ofNodes.contains(.name)
      && !selection.lists(process.union(descriptor(kind, number)).union(others))
  }

  /// Nothing but a socket that matches one of the socket selectors can be listed.
  public func needsWantedSockets(_ process: Selectors) -> Bool {
    let others = ofNodes.union(selection.selectors.intersection(.descriptor))
    return !needsEndpoints && !selection.lists(process.union(others))
  }

  /// Nothing but a socket that matches one of the socket selectors can be listed, whatever the process.
  public var seeksOnlySockets: Bool {
    selection.selectors.isSubset(of: .ofSocket) && needsWantedSockets([])
  }

  /// Some processes are left out (`^`): what is searched for is not found in those.
  public var excludesProcesses: Bool { selection.excludesProcesses }

  /// `.descriptor` where `-d` names the descriptor.
  @inlinable public func descriptor(_ kind: DescriptorKind, _ number: Int32) -> Selectors {
    isNamed(kind, number) ? .descriptor : []
  }

  private func reach(_ kind: DescriptorKind, _ number: Int32) -> Selectors {
    findsUnlisted ? .descriptor : descriptor(kind, number)
  }

  @usableFromInline func isNamed(_ kind: DescriptorKind, _ number: Int32) -> Bool {
    selection.descriptors.selects(kind, number: number)
  }
}
