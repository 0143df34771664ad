import Store

/// Of which sockets it must be known what network interface they are bound to. That is for sock_diag(7) to tell.
enum InterfaceNeed: Sendable {
  case none
  /// Of those whose address is of one link: a column shows it.
  case ofScopedAddresses
  /// Of all: a column shows it.
  case ofEach
  /// Of all of IPv6: `-i` names an interface.
  case ofAll

  init(_ request: Request, _ requiredFields: RequiredFields) {
    if request.selection.addresses.contains(where: { $0.interface != nil }) {
      self = .ofAll
    } else if requiredFields.contains(.socketNumbers) {
      self = .ofEach
    } else {
      self = requiredFields.contains(.interface) ? .ofScopedAddresses : .none
    }
  }

  func include(_ socket: InternetSocket) -> Bool {
    switch self {
    case .none: false
    case .ofScopedAddresses: socket.info.local?.hasScope ?? false || socket.info.foreign?.hasScope ?? false
    case .ofEach: true
    case .ofAll: socket.isIPv6
    }
  }
}
