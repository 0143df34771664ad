import Store

/// Of which IPv6 sockets it must be known what network interface they are bound to. That is for sock_diag(7) to tell.
enum InterfaceNeed: Sendable {
  case none
  /// Of those whose address is of one link: a column shows it.
  case ofScopedAddresses
  /// Of all: `-i` names an interface.
  case ofAll

  init(_ request: Request, _ requiredFields: RequiredFields) {
    if request.selection.addresses.contains(where: { $0.interface != nil }) {
      self = .ofAll
    } else {
      self = requiredFields.contains(.interface) ? .ofScopedAddresses : .none
    }
  }

  func include(_ socket: InternetSocket) -> Bool {
    switch self {
    case .none: false
    case .ofScopedAddresses: socket.info.local?.hasScope ?? false || socket.info.foreign?.hasScope ?? false
    case .ofAll: socket.isIPv6
    }
  }
}
