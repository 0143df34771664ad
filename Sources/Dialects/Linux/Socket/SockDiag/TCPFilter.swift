import CSystem
import Glibc
import Misc
import Proc
import Store

/// Which TCP sockets matter to a request, as sock_diag(7) can tell them apart.
struct TCPFilter: Sendable, Equatable {
  /// A bit for each TCP_* number of include/net/tcp_states.h.
  private(set) var states: UInt32
  /// Of either endpoint; nil for any.
  private(set) var ports: ClosedRange<UInt16>?
  /// Something is asked for by name that the table doesn't tell, so that the kernel may load its module.
  var isNeeded = false
  /// ``TCPFacts`` are to be told too.
  var tellsFacts = false

  /// Those of /proc/net/tcp, but for TIME_WAIT: its sockets are open in no process.
  private static let ofTable: UInt32 = 0b1111_0011_1110

  private init(states: UInt32) { self.states = states }

  /// All sockets that the table has, and those that are only bound where the selection looks for them. To have these
  /// told the kernel goes through all its ports, so that they are not asked for on the chance that one is met.
  /// With `seeksBound` they are: nobody can be asked later.
  init(all selection: Selection, seeksBound: Bool = false) {
    states = Self.ofTable | (Self.mayFindBound(selection, seeksBound) ? Self.bits([.bound]) : 0)
    isNeeded =
      selection.tcpStates.included.contains(.bound) || selection.addresses.contains { $0.interface != nil }
  }

  /// Sockets that are only bound.
  static var bound: TCPFilter { TCPFilter(states: bits([.bound])) }

  var includesBound: Bool { states & Self.bits([.bound]) != 0 }

  private static func mayFindBound(_ selection: Selection, _ seeksBound: Bool) -> Bool {
    if selection.tcpStates.excluded.contains(.bound) { return false }
    if selection.searchesStates { return selection.tcpStates.included.contains(.bound) }
    return seeksBound
      || !selection.isEverything && !selection.selectors.isDisjoint(with: [.address, .internet])
  }

  /// `families` are the tables that the request needs; with `reportsSearch` it is said what was not found.
  init(
    neededBy selection: Selection, _ families: SocketFamilies, reportsSearch: Bool = false,
    seeksBound: Bool = false
  ) {
    self.init(all: selection, seeksBound: seeksBound)
    // Otherwise sockets are listed that nothing selects for themselves.
    if !families.isSubset(of: [.internet, .unix]) { return }
    let included = selection.tcpStates.included
    if !included.isEmpty { states &= Self.bits(included) }
    states &= ~Self.bits(selection.tcpStates.excluded)
    // With more states than one each is to be found, at whatever port.
    if included.count + selection.udpStates.included.count > (reportsSearch ? 0 : 1) { return }
    if !selection.selectors.contains(.address) || selection.selectors.contains(.internet) { return }
    let targets = selection.addresses.filter { ($0.transport ?? .tcp) == .tcp }
    guard let first = targets.first?.ports, targets.allSatisfy({ $0.ports == first }),
      let lowest = UInt16(exactly: first.lowerBound), let highest = UInt16(exactly: first.upperBound)
    else { return }
    ports = lowest...highest
  }

  private static func bits(_ states: Set<SocketState>) -> UInt32 {
    states.compactMap(SocketStateNumbers.tcp).reduce(0) { $0 | 1 << UInt32($1) }
  }

  /// The type and the payload of a message that asks for the sockets of one address family: a `struct
  /// inet_diag_req_v2`, with a program for the ports.
  func request(family: Int32) -> (type: Int32, payload: Bytes) {
    var request = inet_diag_req_v2()
    request.sdiag_family = UInt8(family)
    request.sdiag_protocol = UInt8(IPPROTO_TCP)
    request.idiag_states = states
    request.idiag_ext = extensions
    return (SOCK_DIAG_BY_FAMILY, Bytes(valueOf: request) + portAttribute)
  }

  /// The same for both families. Only the older `struct inet_diag_req` can say that, and its type of message stands for
  /// TCP.
  var requestForBothFamilies: (type: Int32, payload: Bytes) {
    var request = inet_diag_req()
    request.idiag_states = states
    request.idiag_ext = extensions
    return (TCPDIAG_GETSOCK, Bytes(valueOf: request) + portAttribute)
  }

  private var extensions: UInt8 { tellsFacts ? TCPFacts.extensions : 0 }

  private var portAttribute: Bytes {
    ports.map { NetlinkAttributes.write(type: INET_DIAG_REQ_BYTECODE, Self.program(for: $0)) } ?? []
  }

  /// `the port of either endpoint is in the range`, for the interpreter of net/ipv4/inet_diag.c. Each comparison takes
  /// two operations, the second of which holds the port; the numbers are how far to go if it is met and if not. Past
  /// the end means yes, and four bytes more no.
  private static func program(for ports: ClosedRange<UInt16>) -> Bytes {
    func compare(_ code: Int, _ port: UInt16, else no: UInt16) -> Bytes {
      Bytes(valueOf: inet_diag_bc_op(code: UInt8(code), yes: 8, no: no))
        + Bytes(valueOf: inet_diag_bc_op(code: 0, yes: 0, no: port))
    }
    return compare(Int(INET_DIAG_BC_S_GE), ports.lowerBound, else: 20)
      + compare(Int(INET_DIAG_BC_S_LE), ports.upperBound, else: 12)
      + Bytes(valueOf: inet_diag_bc_op(code: UInt8(INET_DIAG_BC_JMP), yes: 4, no: 20))
      + compare(Int(INET_DIAG_BC_D_GE), ports.lowerBound, else: 20)
      + compare(Int(INET_DIAG_BC_D_LE), ports.upperBound, else: 12)
  }
}
