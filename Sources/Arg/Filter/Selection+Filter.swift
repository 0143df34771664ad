import Print
import Store

extension Request {
  /// Has the selection leave out what the filter does, as far as the selection can say it: nothing is asked of the
  /// kernel for it then. The rows are the same without.
  ///
  /// What was searched for and not found is told from all that was selected, and other ends and holders are looked for
  /// in all processes.
  mutating func narrow(by expression: FilterExpression) {
    let required = output.requiredFields.union(filter?.requiredFields ?? [])
    if reportsSearch || output.endpoints != .hidden || !required.isDisjoint(with: .ofOthers) { return }
    selection.narrow(to: FilterBounds(expression))
  }
}

extension Selection {
  /// More numbers and names than these are no faster to look for than all.
  private static let mostPatterns = 64

  fileprivate mutating func narrow(to bounds: FilterBounds) {
    processBounds = bounds.processes
    // Each selector is one more that must be met: those that are there must be met all, too.
    let own = isEverything ? [] : selectors
    let isOne = own.rawValue.nonzeroBitCount <= 1
    if !isOne && !requiresAll || own.contains(.task) { return }
    var added = own
    func add(_ selector: Selectors, _ isPossible: Bool) -> Bool {
      if !isPossible || own.contains(selector) { return false }
      added.insert(selector)
      return true
    }
    let uids = bounds.processes.uids?.patterns(atMost: Self.mostPatterns, within: 0...Int64(UInt32.max)) ?? []
    if add(.user, !uids.isEmpty) {
      users += uids.map { UserPattern(uid: UInt32($0), login: nil, isExcluded: false) }
    }
    let ids = 0...Int64(Int32.max)
    let numbers = bounds.processes.pids?.patterns(atMost: Self.mostPatterns, within: ids) ?? []
    if add(.pid, !numbers.isEmpty) { pids += numbers.map { IDPattern(id: Int32($0), isExcluded: false) } }
    let groupIDs = bounds.processes.groups?.patterns(atMost: Self.mostPatterns, within: ids) ?? []
    if add(.processGroup, !groupIDs.isEmpty) {
      groups += groupIDs.map { IDPattern(id: Int32($0), isExcluded: false) }
    }
    let names = bounds.commands ?? []
    if add(.command, !names.isEmpty && names.count <= Self.mostPatterns) {
      commands += names.map { CommandPattern(prefix: $0, isExcluded: false) }
    }
    func patterns(_ names: [Bytes]) -> [NamePattern] {
      names.map { NamePattern(glob: $0, isExcluded: false) }
    }
    if add(.unit, bounds.units != nil) { units += patterns(bounds.units ?? []) }
    if add(.container, bounds.containers != nil) { containers += patterns(bounds.containers ?? []) }
    if add(.pod, bounds.pods != nil) { pods += patterns(bounds.pods ?? []) }
    if let ranges = bounds.descriptors, add(.descriptor, descriptors.isEmpty) {
      descriptors.numbers = ranges.ranges.map { Int32($0.lowerBound)...Int32($0.upperBound) }
      descriptors.kinds = bounds.descriptorKinds
    }
    added.formUnion(narrowSockets(to: bounds, own))
    if added == own { return }
    isEverything = false
    requiresAll = true
    selectors = added
  }

  /// Returns the selector that is added.
  private mutating func narrowSockets(to bounds: FilterBounds, _ own: Selectors) -> Selectors {
    if !own.isDisjoint(with: .ofSocket) || skipsInternetTables { return [] }
    if bounds.sockets == .unix {
      unix = true
      return .unix
    }
    if bounds.sockets != .internet { return [] }
    if bounds.transports == [.tcp], let states = bounds.states, !states.isEmpty, tcpStates == StateFilter() {
      tcpStates.included = states
    }
    let ports = bounds.ports?.intersection(IntegerRanges(0...Int64(UInt16.max))).ranges
    if bounds.transports == nil && ports == nil || (ports?.count ?? 0) > Self.mostPatterns {
      internet = true
      return .internet
    }
    let transports = bounds.transports.map { set in
      [SocketInfo.Transport.tcp, .udp, .udplite].filter(set.contains).map { Optional($0) }
    }
    for transport in transports ?? [nil] {
      for range in ports?.map({ Optional($0) }) ?? [nil] {
        var target = AddressTarget(argument: [])
        target.transport = transport
        target.ports = range.map { Int($0.lowerBound)...Int($0.upperBound) }
        addresses.append(target)
      }
    }
    return .address
  }
}

extension IntegerRanges {
  /// Its numbers within a range; none where there are many.
  fileprivate func patterns(atMost limit: Int, within range: ClosedRange<Int64>) -> [Int64] {
    intersection(IntegerRanges(range)).numbers(atMost: limit) ?? []
  }
}
