import Store

/// Tables of /proc/net.
struct SocketFamilies: OptionSet, Sendable {
  let rawValue: UInt16

  static let tcp = SocketFamilies(rawValue: 1 << 0)
  static let tcp6 = SocketFamilies(rawValue: 1 << 1)
  static let udp = SocketFamilies(rawValue: 1 << 2)
  static let udp6 = SocketFamilies(rawValue: 1 << 3)
  static let udplite = SocketFamilies(rawValue: 1 << 4)
  static let udplite6 = SocketFamilies(rawValue: 1 << 5)
  static let unix = SocketFamilies(rawValue: 1 << 6)
  static let raw6 = SocketFamilies(rawValue: 1 << 7)
  /// Those that no selection needs for themselves: ax25, ipx, raw, netlink, packet, sctp, icmp.
  static let others = SocketFamilies(rawValue: 1 << 8)

  static let bothTCP: SocketFamilies = [.tcp, .tcp6]
  static let internet: SocketFamilies = [.bothTCP, .udp, .udp6, .udplite, .udplite6]
  static let all: SocketFamilies = [.internet, .unix, .raw6, .others]
}

extension SocketFamilies {
  /// The tables that can hold a socket which this selection lists, or in which it finds what it searches
  /// for: `-a` doesn't list everything that it finds.
  ///
  /// With `reportsSearch` (`-V`) it is said what was not found, and so what no socket decides by itself counts too.
  ///
  /// Less than ``all`` means that sockets which aren't in any of them need not be looked at.
  init(neededBy selection: Selection, reportsSearch: Bool = false) {
    let selectors = selection.selectors
    let ofSockets: Selectors = [.address, .internet, .unix, .name]
    // A socket never matches these.
    let ofOthers: Selectors = [.nfs, .linkCount]
    let rest = selectors.subtracting(ofSockets).subtracting(ofOthers)
    let isOpen =
      selection.requiresAll
      ? selectors.isDisjoint(with: ofSockets.union(ofOthers)) : !rest.isEmpty
    var families: SocketFamilies = []
    if selection.isEverything || isOpen {
      families = .all
    } else {
      if selection.searchesStates || !selectors.isDisjoint(with: [.address, .internet]) {
        families.formUnion(.internet)
      }
      let namesSocket = selectors.contains(.name) && selection.files.contains(where: \.isSocket)
      if selectors.contains(.unix) || namesSocket { families.formUnion(.unix) }
    }
    if families.isSubset(of: [.internet, .unix]) {
      families.subtract(Self.unwanted(selection, reportsSearch))
    }
    if selection.skipsInternetTables { families.subtract([.internet, .raw6]) }
    self = families
  }

  /// Internet tables that don't matter to a request which only internet selectors and states narrow.
  private static func unwanted(_ selection: Selection, _ reportsSearch: Bool) -> SocketFamilies {
    var unwanted: SocketFamilies = []
    let (tcp, udp) = (selection.tcpStates.included, selection.udpStates.included)
    if !tcp.isEmpty && udp.isEmpty { unwanted.formUnion([.udp, .udp6, .udplite, .udplite6]) }
    if tcp.isEmpty && !udp.isEmpty { unwanted.formUnion([.tcp, .tcp6]) }
    // With more states each is to be found, if only on a socket that isn't listed.
    if tcp.count + udp.count > (reportsSearch ? 0 : 1) { return unwanted }
    let selectors = selection.selectors
    let usesAddresses = selectors.contains(.address)
    // Each of the two finds its own sockets.
    if usesAddresses && selectors.contains(.internet) { return unwanted }
    if usesAddresses {
      unwanted.formUnion(withoutAddress(selection.addresses))
    } else {
      switch selection.internetFamily {
      case .ipv4: unwanted.formUnion([.tcp6, .udp6, .udplite6])
      case .ipv6: unwanted.formUnion([.tcp, .udp, .udplite])
      case nil: break
      }
    }
    return unwanted
  }

  /// Tables in which no target can be. IPv6 sockets can have addresses of both families.
  private static func withoutAddress(_ targets: [AddressTarget]) -> SocketFamilies {
    var wanted: SocketFamilies = []
    for target in targets {
      var families: SocketFamilies
      switch target.transport {
      case .tcp: families = [.tcp, .tcp6]
      case .udp: families = [.udp, .udp6]
      case .udplite: families = [.udplite, .udplite6]
      default: families = .internet
      }
      if target.family == .ipv6 { families.subtract([.tcp, .udp, .udplite]) }
      wanted.formUnion(families)
    }
    return SocketFamilies.internet.subtracting(wanted)
  }
}
