import Misc
import Print
import Store

/// `--listening`, `--port`: who serves. A socket counts once, however many processes share it; TCP sockets that listen,
/// and UDP sockets that are bound and not connected.
struct Listeners: Report {
  static func requiredFields(for request: Request) -> RequiredFields {
    var fields: RequiredFields = [.name, .commandLine, .unit, .container, .foundSockets]
    if request.networkNamespaces != nil { fields.insert(.networkNamespace) }
    return fields
  }

  /// What listens at all addresses serves the one that was named, too: addresses are compared here, and only ports in
  /// the scan.
  static func scanRequest(_ request: Request) -> Request {
    request.withAllSelections {
      $0.tcpStates.included = [.listen]
      $0.udpStates.included = [.close]
      for index in $0.addresses.indices {
        $0.addresses[index].address = nil
        $0.addresses[index].family = nil
      }
      if $0.addresses.isEmpty {
        $0.internet = true
        $0.selectors.insert(.internet)
      }
    }
  }

  private let request: Request
  private let selection: Selection
  private var listeners: [UInt64: Listener] = [:]
  private var sorted: [Listener] = []
  private(set) var hiddenProcesses = 0

  init(_ request: Request) {
    self.request = request
    selection = Self.scanRequest(request).selection
  }

  mutating func add(_ batch: borrowing Batch) {
    for process in batch.processes {
      for index in process.files {
        let file = batch.files[index]
        guard selection.lists(file.selected), file.socket >= 0 else { continue }
        let info = batch.sockets[Int(file.socket)]
        if !isWanted(info) { continue }
        var listener = listeners[file.inode] ?? Listener(inode: file.inode, info: info)
        if listener.processes.last?.pid != process.pid {
          listener.processes.append(ProcessNames(process, of: batch))
        }
        let namespace = batch.socketNamespaces[file.inode] ?? process.networkNamespace
        listener.networkNamespace = Bytes(batch.names[namespace])
        listeners[file.inode] = listener
      }
    }
  }

  /// Sockets of processes that the lister may not look into are told all the same, unless processes were selected.
  mutating func complete(_ scan: ScanResult, _ dialect: any Dialect) {
    if !selectsProcesses {
      for socket in scan.foundSockets where isWanted(socket.info) && listeners[socket.inode] == nil {
        var listener = Listener(inode: socket.inode, info: socket.info)
        listener.networkNamespace = socket.networkNamespace
        listeners[socket.inode] = listener
      }
    }
    sorted = listeners.values.sorted { $0.precedes($1) }
    hiddenProcesses = dialect.countWithFiles(scan.deniedPIDs)
  }

  private var selectsProcesses: Bool {
    request.selection.selectsProcesses || !request.selection.descriptors.isEmpty
  }

  private func isWanted(_ info: SocketInfo) -> Bool {
    guard let local = info.local else { return false }
    let isServer = info.transport == .tcp ? info.state == .listen : info.foreign == nil
    let targets = request.selection.addresses
    return isServer && (targets.isEmpty || targets.contains { $0.isServed(by: info, at: local) })
  }

  var isFound: Bool { request.selection.addresses.isEmpty || !sorted.isEmpty }
  var pids: [Int32] { sorted.flatMap { $0.processes.map(\.pid) } }
}

/// A socket at which a server waits.
private struct Listener {
  let inode: UInt64
  let info: SocketInfo
  var networkNamespace: Bytes = []
  /// In the order of PID; none that the lister may look into may have it.
  var processes: [ProcessNames] = []

  var local: InternetEndpoint {
    info.local ?? InternetEndpoint(family: .ipv4, address: .init(repeating: 0), port: 0)
  }

  func precedes(_ other: Listener) -> Bool {
    (local.port, info.transport.rawValue, inode) < (
      other.local.port, other.info.transport.rawValue, other.inode
    )
  }

  var owner: UInt32? { processes.first?.uid ?? info.owner }

  /// Connections that wait to be accepted, of how many at the most.
  var backlogText: Bytes {
    if info.transport != .tcp { return [] }
    var text = ByteBuffer()
    text.append(decimal: UInt64(info.receiveQueue))
    if let limit = info.backlogLimit {
      text.append("/")
      text.append(decimal: UInt64(limit))
    }
    return text.bytes
  }

  var isFull: Bool { info.backlogLimit.map { info.receiveQueue > $0 } ?? false }
}

extension AddressTarget {
  /// Whether a server there gets what is sent to the target. One at no address in particular gets what is sent to any,
  /// of IPv6 also what is sent to one of IPv4.
  fileprivate func isServed(by info: SocketInfo, at local: InternetEndpoint) -> Bool {
    if let transport, transport != info.transport { return false }
    if let interface, interface != info.interface { return false }
    if let ports, !ports.contains(Int(local.port)) { return false }
    if local.isUnspecified { return family == nil || family == local.family || local.family == .ipv6 }
    if let family, family != local.family { return false }
    guard let address else { return true }
    for index in 0..<local.length where address[index] != local.address[index] { return false }
    return true
  }
}

// MARK: - Words

extension Listeners {
  func append(to text: inout ReportText) {
    if sorted.isEmpty {
      text.append(selectsProcesses ? "Nothing that was selected listens" : "Nothing listens")
      text.append(request.selection.addresses.isEmpty ? "." : " there.")
      text.endLine()
    } else {
      var users = UserNames(namesUsers: request.output.namesUsers)
      text.append(
        [
          .init("PROTO"), .init("ADDRESS"), .init("BACKLOG", isNumeric: true), .init("USER"),
          .init("PID", isNumeric: true), .init("PROCS", isNumeric: true), .init("NETNS"), .init("UNIT"),
          .init("CONTAINER"), .init("COMMAND"),
        ], sorted.map { cells($0, &users) })
    }
    // All sockets are known; only whose some are may not be.
    let unknown = sorted.count { $0.processes.isEmpty }
    if unknown > 0 {
      text.append(unknown, "socket has", "sockets have")
      text.append(" no process that is known")
      if hiddenProcesses > 0 {
        text.append("; ")
        text.append(hiddenProcesses, "process", "processes")
        text.append(" can't be looked into", .warning)
      }
      text.append(".")
      text.endLine()
    } else if selectsProcesses {
      text.append(hidden: hiddenProcesses, "serve too")
    }
  }

  private func cells(_ listener: Listener, _ users: inout UserNames) -> [ReportText.Cell] {
    let first = listener.processes.first
    var address = ByteBuffer()
    listener.local.append(to: &address)
    let user = listener.owner.map { uid in users.login(of: uid) ?? ReportText.Cell(uid).text }
    return [
      .init(Bytes(listener.info.transport.name)), .init(address.bytes, .bold),
      .init(listener.backlogText, listener.isFull ? .warning : .plain), .init(user ?? []),
      first.map { .init($0.pid) } ?? .init(Bytes("-")), .init(listener.processes.count),
      .init(listener.networkNamespace), .init(first?.shownUnit ?? []), .init(first?.container ?? []),
      .init(first?.shownCommand ?? Bytes("-")),
    ]
  }
}

// MARK: - JSON

extension Listeners {
  var groups: [ReportGroup] {
    var users = UserNames(namesUsers: request.output.namesUsers)
    return [ReportGroup("sockets", of: "socket", sorted.map { facts($0, &users) })]
  }

  private func facts(_ listener: Listener, _ users: inout UserNames) -> [ReportFact] {
    let info = listener.info
    var address = ByteBuffer()
    listener.local.appendAddress(to: &address)
    return [
      .text("protocol", Bytes(info.transport.name)),
      .word("family", listener.local.family == .ipv4 ? "ipv4" : "ipv6"), .text("address", address.bytes),
      .number("port", listener.local.port), .number("inode", listener.inode),
      info.transport == .tcp ? .number("backlog", info.receiveQueue) : nil,
      .number("backlog_limit", info.backlogLimit.map { UInt64($0) }),
      .number("uid", listener.owner.map { UInt64($0) }),
      .text("user", listener.owner.flatMap { users.login(of: $0) }),
      .text("netns", listener.networkNamespace),
      .objects("processes", listener.processes.map { $0.facts(&users).compactMap { $0 } }),
    ].compactMap { $0 }
  }
}
